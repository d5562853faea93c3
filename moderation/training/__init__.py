"""Training the screening model from the labelled posts beside this. No school needs to run it."""
