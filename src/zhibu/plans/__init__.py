"""Rules as code: plans, duties, periods, covering, extraction and the lightest year. Pure Python."""
