"""The command line: one thin module for each command. Everything heavy is imported inside the commands."""
