"""Jobs: each query in a process of its own, without network or files, lent the granted columns and nothing else."""
