"""What one service tells another, typed: the shapes that answers embed, and what decisions need of another's object.

A field is said once, here; the shapes of the service whose object it is extend these.
"""
