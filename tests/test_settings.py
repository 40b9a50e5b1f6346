"""A flag before the environment before the file; whatever is wrong is refused by the name it was given under."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import ConfigurationError
from app.settings import Settings, build_settings

FLAG, VARIABLE, FILE = "http://flag.example", "http://variable.example", "http://file.example"


def write(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("flag", "variable", "file", "expected"),
    [
        (FLAG, VARIABLE, FILE, FLAG),
        (None, VARIABLE, FILE, VARIABLE),
        (None, None, FILE, FILE),
        (FLAG, None, None, FLAG),
        (None, None, None, None),
        (None, "", FILE, FILE),  # a variable that is set to nothing is not set
    ],
)
def test_flag_before_environment_before_file(
    tmp_path: Path, flag: str | None, variable: str | None, file: str | None, expected: str | None
) -> None:
    path = write(tmp_path, f'base_url = "{file}"' if file else "")
    environment = {} if variable is None else {"SHINGIKAI_BASE_URL": variable}
    assert build_settings({"base_url": flag}, environment, path).base_url == expected


@pytest.mark.parametrize(
    ("name", "variable", "value", "expected"),
    [
        ("data", "SHINGIKAI_DATA", "somewhere", Path("somewhere")),
        ("sources", "SHINGIKAI_SOURCES", "councils", Path("councils")),
        ("corrections", "SHINGIKAI_CORRECTIONS", "put-right", Path("put-right")),
        ("engine", "SHINGIKAI_ENGINE", "embedded", "embedded"),
        ("base_url", "SHINGIKAI_BASE_URL", "https://minutes.example/", "https://minutes.example"),
        ("contact", "SHINGIKAI_CONTACT", "somebody@minutes.example", "somebody@minutes.example"),
        ("fetch_log", "SHINGIKAI_FETCH_LOG", "keyvalue", "keyvalue"),
        ("cors", "SHINGIKAI_CORS", "*", ("*",)),
        ("cors", "SHINGIKAI_CORS", "off", ()),
        (
            "cors",
            "SHINGIKAI_CORS",
            "https://a.example, http://b.example:81",
            ("https://a.example", "http://b.example:81"),
        ),
        ("rate_limit", "SHINGIKAI_RATE_LIMIT", "120", 120),
        ("rate_limit", "SHINGIKAI_RATE_LIMIT", "off", None),
    ],
)
@pytest.mark.parametrize("where", ["environment", "file"])
def test_every_setting_in_the_environment_and_in_the_file(
    tmp_path: Path, where: str, name: str, variable: str, value: str, expected: object
) -> None:
    path = write(tmp_path, f'{name} = "{value}"' if where == "file" else "")
    settings = build_settings({}, {variable: value} if where == "environment" else {}, path)
    assert getattr(settings, name) == expected


@pytest.mark.parametrize(
    ("name", "value", "attribute", "expected"),
    [
        ("opensearch_url", "http://a:9200, http://b:9200", "hosts", ("http://a:9200", "http://b:9200")),
        ("opensearch_ca", __file__, "ca", __file__),
        ("opensearch_prefix", "minutes", "prefix", "minutes"),
        ("opensearch_size", "large", "size", "large"),
        ("opensearch_timeout", "2.5", "timeout", 2.5),
    ],
)
@pytest.mark.parametrize("where", ["environment", "file"])
def test_settings_of_a_cluster(
    tmp_path: Path, where: str, name: str, value: str, attribute: str, expected: object
) -> None:
    path = write(tmp_path, f'{name} = "{value}"' if where == "file" else "")
    settings = build_settings({}, {f"SHINGIKAI_{name.upper()}": value} if where == "environment" else {}, path)
    assert getattr(settings.opensearch, attribute) == expected


def test_credentials_of_a_cluster(tmp_path: Path) -> None:
    path = write(tmp_path, "")
    (tmp_path / "password").write_text("geheim\n", encoding="utf-8")
    user = {"SHINGIKAI_OPENSEARCH_USER": "reader"}
    for password in (
        {"SHINGIKAI_OPENSEARCH_PASSWORD": "geheim"},
        {"SHINGIKAI_OPENSEARCH_PASSWORD_FILE": str(tmp_path / "password")},
    ):
        settings = build_settings({}, {**user, **password}, path)
        assert (settings.opensearch.user, settings.opensearch.password) == ("reader", "geheim")
        assert "geheim" not in repr(settings)


def test_an_address_with_a_password_is_refused_without_repeating_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        build_settings({}, {"SHINGIKAI_OPENSEARCH_URL": "https://u:geheim@a:9200"}, write(tmp_path, ""))
    assert "SHINGIKAI_OPENSEARCH_PASSWORD" in str(caught.value)
    assert "geheim" not in str(caught.value)


def test_defaults_without_any_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = build_settings({}, {}, None)
    assert settings == Settings(data=Path("data"), sources=Path("sources"))
    assert (settings.archive, settings.index) == (Path("data/archive"), Path("data/index"))


def test_file_in_the_current_folder_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shingikai.toml").write_text('data = "elsewhere"', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert build_settings({}, {}, None).data == Path("elsewhere")


@pytest.mark.parametrize(
    ("flags", "environment", "file", "named"),
    [
        pytest.param({"engine": "lucene"}, {}, "", ["--engine", "lucene", "embedded"], id="engine, flag"),
        pytest.param({}, {"SHINGIKAI_ENGINE": "lucene"}, "", ["SHINGIKAI_ENGINE"], id="engine, environment"),
        pytest.param({}, {}, 'engine = "lucene"', ["settings.toml", "engine"], id="engine, file"),
        pytest.param({}, {"SHINGIKAI_ENGINE": "opensearch"}, "", ["SHINGIKAI_OPENSEARCH_URL"], id="no address"),
        pytest.param({"base_url": "minutes.example"}, {}, "", ["--base-url", "minutes.example"], id="no scheme"),
        pytest.param({}, {"SHINGIKAI_BASE_URL": "ftp://x"}, "", ["SHINGIKAI_BASE_URL", "ftp://x"], id="not http"),
        pytest.param({}, {"SHINGIKAI_BASE_URL": "http://[x"}, "", ["SHINGIKAI_BASE_URL"], id="broken IPv6"),
        pytest.param({}, {"SHINGIKAI_BASE_URL": "http://x:99999"}, "", ["SHINGIKAI_BASE_URL"], id="no port"),
        pytest.param(
            {}, {"SHINGIKAI_OPENSEARCH_URL": "http://a:9200,b:9200"}, "", ["SHINGIKAI_OPENSEARCH_URL"], id="second"
        ),
        pytest.param({}, {"SHINGIKAI_OPENSEARCH_USER": "u"}, "", ["SHINGIKAI_OPENSEARCH_PASSWORD"], id="no password"),
        pytest.param({}, {"SHINGIKAI_OPENSEARCH_PASSWORD": "p"}, "", ["SHINGIKAI_OPENSEARCH_USER"], id="no user"),
        pytest.param({}, {}, 'opensearch_password = "p"', ["settings.toml", "opensearch_password"], id="in the file"),
        pytest.param({}, {"SHINGIKAI_OPENSEARCH_CA": "/no/such"}, "", ["SHINGIKAI_OPENSEARCH_CA"], id="no CA"),
        pytest.param({}, {"SHINGIKAI_OPENSEARCH_CERT": __file__}, "", ["SHINGIKAI_OPENSEARCH_KEY"], id="no key"),
        pytest.param({}, {"SHINGIKAI_OPENSEARCH_TIMEOUT": "60s"}, "", ["_TIMEOUT", "60s"], id="timeout with a unit"),
        pytest.param({}, {"SHINGIKAI_OPENSEARCH_TIMEOUT": "0"}, "", ["_TIMEOUT"], id="no time at all"),
        pytest.param({"data": __file__}, {}, "", ["--data", "not a folder"], id="data is a file"),
        pytest.param({}, {"SHINGIKAI_DATA": __file__}, "", ["SHINGIKAI_DATA"], id="data is a file, environment"),
        pytest.param({}, {}, 'colour = "red"', ["settings.toml", "colour", "base_url"], id="unknown"),
        pytest.param({}, {}, "data = 1", ["settings.toml", "data"], id="not a string"),
        pytest.param({}, {}, "data = ", ["settings.toml"], id="no TOML"),
    ],
)
def test_wrong_setting_is_refused_by_name(
    tmp_path: Path, flags: dict[str, str], environment: dict[str, str], file: str, named: list[str]
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        build_settings(flags, environment, write(tmp_path, file))
    assert [word for word in named if word not in str(caught.value)] == []
    assert caught.value.exit_code == 5


def test_file_that_was_asked_for_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"--config.*missing\.toml"):
        build_settings({}, {}, tmp_path / "missing.toml")


@pytest.mark.parametrize("make", ["folder", "bytes"])
def test_file_that_cannot_be_read(tmp_path: Path, make: str) -> None:
    path = tmp_path / "settings.toml"
    if make == "folder":
        path.mkdir()
    else:
        path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigurationError, match=r"settings\.toml"):
        build_settings({}, {}, path)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        *(
            ("SHINGIKAI_CORS", value)
            for value in ("dash.example", "https://a.example/path", "https://a.example,", "*,*")
        ),
        *(("SHINGIKAI_RATE_LIMIT", value) for value in ("0", "-1", "many", "1.5", "99999999")),
    ],
)
def test_what_the_api_allows(variable: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=variable):
        build_settings({}, {variable: value}, None)
