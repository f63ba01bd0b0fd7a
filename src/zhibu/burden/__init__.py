"""What the application asks of a branch, held against the rules on lightening the grass roots (减负自查)."""
