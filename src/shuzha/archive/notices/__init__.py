"""What is made public, from which day to which, and on which sites."""
