"""Names of the ledger's files."""

DUES = "dues.parquet"
SUMMARY = "summary.parquet"
