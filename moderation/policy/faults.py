"""What stops a policy file from being used, said so that a school can mend it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend. Line 0 means the file as a whole."""

    line: int
    where: str
    clause: str
    what: str
    mend: str

    def __str__(self) -> str:
        line = f"line {self.line}, " if self.line else ""
        clause = f" (clause {self.clause})" if self.clause else ""
        return f"{line}{self.where}{clause}: {self.what} {self.mend}"


class PolicyFault(ValueError):
    """The file can't be used. `faults` are all there is to mend, in the order of the file."""

    def __init__(self, faults: Sequence[Fault], name: str = "the policy") -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        count = "1 thing" if len(faults) == 1 else f"{len(faults)} things"
        lines = [f"{name} can't be used yet. {count} to mend:", *map(str, self.faults)]
        super().__init__("\n  ".join(lines))
