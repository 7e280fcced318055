from services.auth.password_resets.schemas import ResetLink
from services.auth.users.schemas import User


class AddedUser(User, kw_only=True):
    """`invitation`: where the user was added without a password; shown this once."""

    invitation: ResetLink | None = None
