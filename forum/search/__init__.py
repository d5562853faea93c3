"""Finding what people wrote: published words on boards the person reads, and nothing else."""
