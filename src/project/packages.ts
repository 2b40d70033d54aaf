/** Import names of Python packages: no keyword, nothing that would shadow a module the service imports. */

const KEYWORDS = 'false none true and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield match case type';

/** Top-level modules of the standard library of Python 3.11 to 3.14. */
const STANDARD = `abc aifc antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii bisect builtins bz2
  calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys compileall compression concurrent configparser contextlib contextvars
  copy copyreg crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis distutils doctest email encodings ensurepip enum errno
  faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq
  hmac html http idlelib imaplib imghdr imp importlib inspect io ipaddress itertools json keyword lib2to3 linecache locale logging lzma mailbox
  mailcap marshal math mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode operator
  optparse os ossaudiodev pathlib pdb pickle pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd
  py pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex
  shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string
  stringprep struct subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios test textwrap this threading time
  timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib uu uuid venv
  warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo`;

/** Packages of the generated repository, their dependencies, and folder names that would be mistaken for one. */
const INSTALLED = `servicekit localdev fastapi starlette pydantic pydantic_core pydantic_settings sqlmodel sqlalchemy asyncpg alembic uvicorn
  structlog joserfc jsonschema_rs jsonschema httpx httpcore h11 anyio sniffio idna certifi cryptography cffi pycparser mako markupsafe greenlet click
  dotenv typing_extensions typing_inspection annotated_types annotated_doc pytest pytest_bdd pytest_asyncio hypothesis schemathesis mypy mypyc ruff yamllint
  coverage pytest_cov pluggy iniconfig packaging pathspec yaml requests uvloop httptools watchfiles websockets multipart python_multipart jwt
  orjson attr attrs faker polyfactory factory psycopg pg8000 pip setuptools wheel pkg_resources hatchling uv build dist src tests conftest
  migrations main app tables resources site_packages gherkin parse parse_type pygments rich werkzeug harfile jsf tenacity referencing rpds
  dateutil six urllib3 charset_normalizer sortedcontainers starlette_testclient hypothesis_graphql hypothesis_jsonschema graphql tomli
  execnet xdist filelock tzdata aiosqlite postgres embedded_postgres opentelemetry prometheus_client dapr kafka aiokafka`;

const TAKEN = new Set([KEYWORDS, STANDARD, INSTALLED].flatMap((names) => names.split(/\s+/)));

/**
 * A distinct package for each service, in order. A taken name gets `_service`; one that clashes with another
 * service (`a-b` beside `a--b`) gets a number.
 */
export function packagesOf(snakes: readonly string[]): string[] {
  const wanted = snakes.map((snake) => (TAKEN.has(snake) ? `${snake}_service` : snake));
  const used = new Set<string>();
  return wanted.map((name) => {
    let free = name;
    for (let number = 2; used.has(free) || (free !== name && wanted.includes(free)); number += 1) free = `${name}_${number}`;
    used.add(free);
    return free;
  });
}
