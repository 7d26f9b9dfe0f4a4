"""What people of a trial feel and what their images show, under the arm they are in.

``worlds`` (what all people of one trial share and nobody knows), ``scores`` (pain and ODI on the endless line: the
setting, and what an arm adds), ``images`` (readings of MRI at visits).
"""
