"""What was posted elsewhere: how it reached the school, its words, and the screenshots of it."""
