"""The only place where frames meet rules: schemas, readers, checks and writers of the input tables."""
