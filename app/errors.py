"""Every error that `app` raises on purpose.

ShingikaiError
├── ConfigurationError        a setting is wrong                                  exit 5
├── UsageError                a parameter is wrong (names the parameter)          exit 2, HTTP 422
│   ├── ExpansionLimitError   a word of the question stands for too many          exit 2, HTTP 400
│   └── TooLargeError         a text or a file has more than is taken             exit 2, HTTP 413
├── ReadingError              a document cannot be read                           exit 4
│   └── UnreadScanError       pictures only, and no OCR is installed              exit 4
├── NotMinutesError           a document can be read, and is not minutes          exit 3
├── NotFoundError             no such item, meeting or source                     HTTP 404
├── ReaderBusyError           as many drafts are being read as may be             HTTP 503, Retry-After
├── DocumentWithheldError     the operator has sealed it (tells the reason)       HTTP 410
├── ScheduleSilentError       no schedule is running, as far as its file tells    exit 1
├── ArchiveUnreadableError    what the crawls came to cannot be read              HTTP 503
└── EngineError               the index cannot answer                             HTTP 503
    ├── IndexMissingError     nothing was indexed yet
    ├── IndexOutdatedError    the index was built with other fields
    ├── IndexDamagedError     a generation's files are not what was written
    ├── DocumentsRefusedError the cluster does not take some documents
    ├── CursorExpiredError    a cursor's generation is gone                       HTTP 410
    ├── EngineAccessError     the cluster refuses this user or certificate        exit 5
    └── EngineUnavailableError  the cluster cannot answer for now                 HTTP 503, Retry-After
        └── EngineBusyError   too many questions at once                          HTTP 503, Retry-After
"""

from __future__ import annotations


class ShingikaiError(Exception):
    """Base of all declared errors; its text says what happened, to which document, and what to do next."""

    exit_code = 1


class ConfigurationError(ShingikaiError):
    exit_code = 5


class UsageError(ShingikaiError):
    """A wrong parameter. `parameter` is its name as the user wrote it."""

    exit_code = 2

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter


class ExpansionLimitError(UsageError):
    """`beginning` is that of too many words."""

    def __init__(self, beginning: str, limit: int) -> None:
        super().__init__("q", f"more than {limit} words begin with {beginning!r}")
        self.beginning = beginning
        self.limit = limit


class TooLargeError(UsageError):
    pass


class ReadingError(ShingikaiError):
    exit_code = 4


class UnreadScanError(ReadingError):
    pass


class NotMinutesError(ShingikaiError):
    exit_code = 3


class ScheduleSilentError(ShingikaiError):
    pass


class ArchiveUnreadableError(ShingikaiError):
    """Its text names a folder, for who operates it."""


class NotFoundError(ShingikaiError):
    exit_code = 1


class ReaderBusyError(ShingikaiError):
    pass


class DocumentWithheldError(ShingikaiError):
    pass


class EngineError(ShingikaiError):
    exit_code = 1


class IndexMissingError(EngineError):
    pass


class IndexOutdatedError(EngineError):
    pass


class IndexDamagedError(EngineError):
    pass


class CursorExpiredError(EngineError):
    pass


class DocumentsRefusedError(EngineError):
    """Documents that stay refused, so that nothing was changed. `refused` has (document, reason) of each."""

    def __init__(self, message: str, refused: tuple[tuple[str, str], ...]) -> None:
        super().__init__(message)
        self.refused = refused


class EngineAccessError(EngineError):
    exit_code = 5


class EngineUnavailableError(EngineError):
    """Nothing is known of the index: the same question may be answered later."""


class EngineBusyError(EngineUnavailableError):
    pass
