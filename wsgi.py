"""The application a web server imports. A server gets itself ready first; commands do not."""

import sys

from forum import create_app
from forum.config import UnsafeConfiguration
from forum.starting import get_ready, is_serving
from moderation import ModelDamaged, PolicyFault

try:
    app = create_app()
    if is_serving():
        get_ready(app)
except (ModelDamaged, PolicyFault, UnsafeConfiguration) as fault:
    sys.exit(f"The forum does not start like this.\n{fault}")
