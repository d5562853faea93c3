"""The application a web server imports. A server prepares its own database; commands do not."""

import sys

from forum import create_app
from forum.config import UnsafeConfiguration
from forum.database import is_serving, prepare
from moderation import PolicyFault

try:
    app = create_app()
    if is_serving():
        with app.app_context():
            prepare(app)
except (PolicyFault, UnsafeConfiguration) as fault:
    sys.exit(f"The forum does not start like this.\n{fault}")
