"""The application a web server imports. A server prepares its own database; commands do not."""

from forum import create_app
from forum.database import is_serving, prepare

app = create_app()
if is_serving():
    with app.app_context():
        prepare(app)
