"""Making boards, changing them, closing and opening them."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from forum.accounts.current import me
from forum.admin import queries, services
from forum.admin.forms import BoardForm, PressForm
from forum.admin.views.blueprint import MOST, Page, blueprint, found
from forum.boards.models import Audience, Board
from forum.errors import Refused
from forum.extensions import db
from forum.form_problems import show_problems
from forum.permissions import Permission, requires


@blueprint.get("/boards")
@requires(Permission.MANAGE_BOARDS)
def boards() -> str:
    """Every board, and the form for one more."""
    form = BoardForm(formdata=None, readers=Audience.EVERYONE.value)
    form.offer_classes(queries.class_names())
    return _list_page(form)


@blueprint.post("/boards")
@requires(Permission.MANAGE_BOARDS)
def save_board() -> Page:
    """Make a board, or change the one that `board` names."""
    form = BoardForm()
    form.offer_classes(queries.class_names())
    board = _board(form.board.data) if form.board.data else None
    try:
        if not form.validate():
            return _page_for(board, form), 422
        saved = _save(board, form)
    except Refused as refusal:
        show_problems(form, refusal)
        return _page_for(board, form), 422
    db.session.commit()
    flash(f"Saved: {saved.title}.")
    return redirect(url_for("admin.boards"), 303)


@blueprint.get("/boards/<int:board_id>")
@requires(Permission.MANAGE_BOARDS)
def board(board_id: int) -> str:
    """One board, to change."""
    shown = _board(str(board_id))
    form = BoardForm(
        formdata=None,
        board=str(shown.id),
        title=shown.title,
        description=shown.description,
        readers=shown.readers.value,
        year_group=sorted(shown.reading_years),
        writers=shown.writers.value,
        writing_years=sorted(shown.writing_years),
        pre_moderated=shown.pre_moderated,
        allows_images=shown.allows_images,
        staff_start=shown.staff_start,
    )
    form.offer_classes(queries.class_names())
    return _page_for(shown, form)


@blueprint.post("/boards/<int:board_id>/close")
@requires(Permission.MANAGE_BOARDS)
def close_board(board_id: int) -> Response:
    """Nobody can add to this board from now on."""
    board = _board(str(board_id))
    services.close_board(board, admin=me())
    db.session.commit()
    flash(f"{board.title} is closed. Its readers can still read it.")
    return redirect(url_for("admin.boards"), 303)


@blueprint.post("/boards/<int:board_id>/open")
@requires(Permission.MANAGE_BOARDS)
def open_board(board_id: int) -> Response:
    """People can add to this board again."""
    board = _board(str(board_id))
    services.open_board(board, admin=me())
    db.session.commit()
    flash(f"{board.title} is open again.")
    return redirect(url_for("admin.boards"), 303)


def _save(board: Board | None, form: BoardForm) -> Board:
    if board is None:
        return services.create_board(form.facts, admin=me())
    services.change_board(board, form.facts, admin=me())
    return board


def _board(board_id: str) -> Board:
    is_id = board_id.isdecimal() and len(board_id) < 11 and int(board_id) < MOST
    return found(queries.board(int(board_id)) if is_id else None)


def _page_for(board: Board | None, form: BoardForm) -> str:
    if board is None:
        return _list_page(form)
    press = PressForm(formdata=None)
    return render_template("admin/board.html", board=board, form=form, press=press)


def _list_page(form: BoardForm) -> str:
    return render_template("admin/boards.html", boards=queries.boards(), form=form)
