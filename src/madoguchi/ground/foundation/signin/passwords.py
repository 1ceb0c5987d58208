"""What a password must be, beside Django's own rules."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST = 128  # ASVS 4.0.3, 2.1.2: longer ones only cost time to hash


class MaximumLengthValidator:
    """Refuses passwords of more than 128 characters."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ``ValidationError`` where the password is too long."""
        if len(password) > MOST:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        """Say the limit."""
        return _("パスワードは%(most)s文字以内にしてください。") % {"most": MOST}
