"""Backup, restore and doctor, on SQLite with a folder or on PostgreSQL with S3."""
