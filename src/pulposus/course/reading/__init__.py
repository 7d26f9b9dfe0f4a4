"""What an MRI would say of a disc: height, T2 and grade as readers and scanners read them, who err."""
