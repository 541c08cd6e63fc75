"""Where batches run: in this process, in processes beside it, or on Apache Spark; nobody else knows which."""
