"""What a treatment does to the discs of many different people: a few solved in full, all others from an emulator."""
