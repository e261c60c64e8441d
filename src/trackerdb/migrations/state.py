"""What a database holds, seen from the files: yoyo's marks, our history, and where they differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from trackerdb.errors import MigrationError
from trackerdb.migrations import history
from trackerdb.migrations.backend import Backend
from trackerdb.migrations.history import Entry
from trackerdb.migrations.results import Direction, MigrationState, MigrationStatus
from trackerdb.migrations.source import MigrationFile, Tree

__all__ = ["State", "read_state"]


@dataclass(frozen=True, slots=True)
class State:
    """The files, when yoyo's table says each was applied (by hash), and the history by migration id."""

    tree: Tree
    marks: dict[str, datetime]
    entries: dict[str, list[Entry]]

    def is_applied(self, file: MigrationFile) -> bool:
        """Tell whether yoyo's table says so; it and the history change in one transaction."""
        return file.hash in self.marks

    def recorded(self, migration_id: str) -> Entry | None:
        """Return the newest entry that says what the schema holds."""
        return next((entry for entry in reversed(self.entries.get(migration_id, [])) if entry.settled), None)

    def to_adopt(self) -> list[tuple[MigrationFile, Direction]]:
        """Return what plain yoyo has done since we last looked, in order."""
        found: list[tuple[MigrationFile, Direction]] = []
        for file in self.tree:
            recorded = self._recorded_as_applied(file.id)
            if recorded and (not self.is_applied(file) or self._applied_anew(file)):
                found.append((file, "rollback"))
            if self.is_applied(file) and (not recorded or self._applied_anew(file)):
                found.append((file, "apply"))
        return found

    def project_of(self, file: MigrationFile) -> str:
        """Return under which name the history keeps the migrations that belong together with `file`."""
        return min(self._names(self.tree.projects[file.id]))

    def of(self, file: MigrationFile) -> MigrationState:
        """Say what state one file is in."""
        if self.unfinished(file) is not None:
            return "dirty"
        if not self.is_applied(file):
            return "late" if file.id in self._late() else "pending"
        return "edited" if self.edited(file) else "applied"

    def unfinished(self, file: MigrationFile) -> Entry | None:
        """Return the entry of a non-transactional run that began and was not recorded as done."""
        begun = self.begun(file)
        # One direction alone may have been finished by plain yoyo since; after both, anything may stand.
        finished = {entry.operation == "apply" for entry in begun} == {self.is_applied(file)}
        return None if finished or not begun else begun[-1]

    def begun(self, file: MigrationFile) -> list[Entry]:
        """Return the runs outside a transaction, since the last that was recorded as done, oldest first."""
        entries = reversed(self.entries.get(file.id, []))
        since = takewhile(lambda entry: not entry.settled, entries)
        return [entry for entry in since if not entry.transactional][::-1]

    def edited(self, file: MigrationFile) -> list[str]:
        """Return which of its files are no longer those that were applied."""
        entry = self.recorded(file.id)
        if entry is None or entry.operation != "apply" or self._applied_anew(file):
            return []
        pairs = (
            (str(file.path), entry.apply_checksum, file.apply_checksum),
            (
                str(file.rollback_path or f"{file.id}.rollback.sql"),
                entry.rollback_checksum,
                file.rollback_checksum,
            ),
        )
        return [path for path, then, now in pairs if then != now]

    def deleted(self) -> list[Entry]:
        """Return what is applied and in no source, of the files' own projects: not another application's."""
        projects = {name for first in set(self.tree.projects.values()) for name in self._names(first)}
        ids = set(self.tree.ids)
        applied = (self.recorded(migration_id) for migration_id in self.entries if migration_id not in ids)
        return [
            entry
            for entry in applied
            if entry is not None
            and entry.operation == "apply"
            and entry.project in projects
            and MigrationFile.hash_of(entry.id) in self.marks
        ]

    def refuse_unsound(self) -> None:
        """Raise MigrationError where files and database contradict each other, saying how to go on."""
        for entry in self.deleted():
            raise MigrationError(
                f"{entry.id} is applied but its file is gone: restore the file; to undo it, roll it back "
                f"with the release that has it",
                migration_id=entry.id,
            )
        for file in self.tree:
            self._refuse_edited(file)
            if self.of(file) == "late":
                raise MigrationError(
                    f"{file.path}: older than {self._newest_applied(file)}, which is applied: other "
                    f"databases would get the two in another order. Give it a newer timestamp, and let it "
                    f"depend on the newest migration",
                    migration_id=file.id,
                )

    def _refuse_edited(self, file: MigrationFile) -> None:
        edited = self.edited(file) if self.is_applied(file) else []
        if edited:
            raise MigrationError(
                f"{' and '.join(edited)}: edited since it was applied. Restore the file as it was applied "
                f"and put the change into a new migration; one that was never released can be rolled "
                f"back first and applied again",
                migration_id=file.id,
            )

    def status(self) -> list[MigrationStatus]:
        """Describe every file, then what is applied and in no source."""
        rows = [self._status(file.id, self.of(file), self.marks.get(file.hash)) for file in self.tree]
        gone = [
            self._status(entry.id, "deleted", self.marks[MigrationFile.hash_of(entry.id)])
            for entry in self.deleted()
        ]
        return rows + gone

    def _status(
        self, migration_id: str, state: MigrationState, applied_at: datetime | None
    ) -> MigrationStatus:
        entries = self.entries.get(migration_id, [])
        recorded = self.recorded(migration_id)
        ran = (
            recorded
            if recorded and recorded.operation == "apply" and applied_at and recorded.seconds is not None
            else None
        )
        return MigrationStatus(
            id=migration_id,
            state=state,
            applied_at=applied_at,
            seconds=ran.seconds if ran else None,
            attempts=ran.attempts if ran else None,
            library_version=ran.library_version if ran else None,
            error=entries[-1].error if entries else None,
        )

    def _recorded_as_applied(self, migration_id: str) -> bool:
        entry = self.recorded(migration_id)
        return entry is not None and entry.operation == "apply"

    def _applied_anew(self, file: MigrationFile) -> bool:
        """Tell whether plain yoyo has rolled it back and applied it again since it was recorded."""
        entry = self.recorded(file.id)
        marked_at = self.marks.get(file.hash)
        return entry is not None and entry.operation == "apply" and marked_at not in (None, entry.marked_at)

    def _names(self, project: str) -> set[str]:
        """Return the names that the history knows a project by: an older first migration may have come."""
        members = (member for member, first in self.tree.projects.items() if first == project)
        known = {entry.project for member in members for entry in self.entries.get(member, [])}
        return known or {project}

    def _newest_applied(self, file: MigrationFile) -> str:
        project = self.tree.projects[file.id]
        return [
            other.id
            for other in self.tree
            if self.is_applied(other) and self.tree.projects[other.id] == project
        ][-1]

    def _late(self) -> set[str]:
        late: set[str] = set()
        newer_is_applied: set[str] = set()
        for file in reversed(self.tree.files):
            project = self.tree.projects[file.id]
            if self.is_applied(file):
                newer_is_applied.add(project)
            elif project in newer_is_applied:
                late.add(file.id)
        return late


def read_state(backend: Backend, tree: Tree) -> State:
    """Read what the database holds; writes nothing."""
    entries: dict[str, list[Entry]] = {}
    for entry in history.read(backend):
        entries.setdefault(entry.id, []).append(entry)
    return State(tree, backend.marks(), entries)
