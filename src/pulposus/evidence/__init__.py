"""What trials and cohorts of back pain treatments found, and what that says when it is put together."""
