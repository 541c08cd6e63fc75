"""What a person reads: findings, page, PDF, figures, tables."""
