"""What ``params/`` says, as typed, frozen values."""
