"""The pool of experts, verifiable lots with recusal, and the opinions that the drawn experts give."""
