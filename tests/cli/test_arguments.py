"""What the command says of its arguments, and of mistakes in them; no server runs here."""

import re

import pytest

from mock_server.cli import COMMANDS, find, main
from mock_server.cli.arguments import parse
from mock_server.settings import FLAGS


def complaint(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str]:
    """The exit code and the one line on the standard error stream."""
    code = main(argv)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("mock-server: ")
    assert said.err.count("\n") == 1
    return code, said.err.removeprefix("mock-server: ").strip()


def test_every_command_has_a_function() -> None:
    for command in COMMANDS:
        assert callable(find(command))


def test_the_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert re.fullmatch(r"mock-server \d+\.\d+\.\d+\n", capsys.readouterr().out)


def test_the_help_of_serve_names_every_flag_with_its_variable_and_default(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--help"]) == 0

    said = " ".join(capsys.readouterr().out.split())
    for flag in FLAGS:
        assert f"--{flag.name} " in said
        assert flag.variable in said
        assert f"default: {flag.default}" in said


@pytest.mark.parametrize("group", ["sandbox", "orders", "clock", "scenarios", "openapi"])
def test_the_help_of_a_group_names_its_commands(group: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([group, "--help"]) == 0

    said = capsys.readouterr().out
    for command in COMMANDS:
        if command.startswith(f"{group} "):
            assert command.partition(" ")[2] in said


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        ([], "the following arguments are required: COMMAND (see mock-server --help)"),
        (["srve"], "there is no command 'srve'; did you mean 'serve'? (see mock-server --help)"),
        (["clock", "advence"], "there is no command 'advence'; did you mean 'advance'? (see mock-server clock --help)"),
        (["clock", "advance"], "the following arguments are required: DURATION (see mock-server clock advance --help)"),
        (
            ["clock", "advance", "-1d"],
            (
                "argument DURATION: '-1d': a clock never goes back; `mock-server sandbox reset` returns to the start "
                "(see mock-server clock advance --help)"
            ),
        ),
        (["serve", "--prot", "1"], "unknown argument '--prot'; did you mean '--port'? (see mock-server serve --help)"),
        (["serve", "--por=1"], "unknown argument '--por=1'; did you mean '--port'? (see mock-server serve --help)"),
        (["serve", "--port"], "argument --port: expected one argument (see mock-server serve --help)"),
        (["serve", "extra"], "unknown argument 'extra' (see mock-server serve --help)"),
        (["serve", "--port", "http"], "--port 'http' is no whole number from 0 to 65535"),
        (["serve", "--host", ""], "--host '' is empty"),
        (["serve", "--admin-token", ""], "--admin-token '' is empty"),
        (["serve", "--admin-token", "x "], "--admin-token 'x ' is surrounded by blanks"),
        (["serve", "--idle-limit", "0s"], "--idle-limit '0s' is no time at all; leave it out"),
        (["serve", "--webhook-timeout", "0s"], "--webhook-timeout '0s' is no time at all; leave it out"),
        (["serve", "--log-format", "xml"], "--log-format 'xml' is none of text, json"),
        (["serve", "--workers", "4"], "--workers 4: the server is one process; leave it out, and start several servers"),
        (["serve", "--scenario", "defalt"], "there is no scenario 'defalt'; did you mean 'default'?"),
        (
            ["serve", "--host", "0.0.0.0"],  # refused for being open to others
            "--host 0.0.0.0 can be reached from other machines: give --admin-token (or MOCK_SERVER_ADMIN_TOKEN) too",
        ),
        (
            ["clock", "run", "--speed", "nan"],
            "argument --speed: 'nan' is no number above 0 (see mock-server clock run --help)",
        ),
        (
            ["sandbox", "create", "--seed", "-1"],
            "argument --seed: '-1' is no whole number from 0 on (see mock-server sandbox create --help)",
        ),
        (["clock", "show", "--url", "here"], "'here' is no address of a server; write http://127.0.0.1:8080"),
        (
            ["clock", "show", "--url", "http://x:99999"],
            "'http://x:99999' is no address of a server; write http://127.0.0.1:8080",
        ),
        (
            ["orders", "move", "nimbus", "ord_1", "ship", "1Z"],
            "'1Z' is no NAME=VALUE, such as trackingNumber=1Z999AA10123456784",
        ),
        (["orders", "move", "nimbus", "ord_1", "ship", "a=1", "a=2"], "'a' is given twice"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(argv: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = complaint(capsys, *argv)

    assert (code, said) == (2, says)


@pytest.mark.parametrize("host", ["ü" * 64, "a" * 64 + ".example", "\udcff", "a\0b"])
def test_a_host_that_can_be_none_is_refused(capsys: pytest.CaptureFixture[str], host: str) -> None:
    code, said = complaint(capsys, "serve", "--port", "0", "--admin-token", "x", "--host", host)

    assert code == 2
    assert said.startswith("cannot listen on ")


def test_a_mistaken_variable_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("MOCK_SERVER_SPEED", "fast")

    code, said = complaint(capsys, "serve")

    assert (code, said) == (2, "MOCK_SERVER_SPEED 'fast' is no number above 0 and up to 1000000")


def test_a_token_that_no_header_can_carry_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = complaint(capsys, "clock", "show", "--admin-token", "a\nb", "--url", "http://127.0.0.1:1")

    assert (code, said) == (2, "the address or the admin token holds a character that no request can carry")


def test_control_characters_are_shown_as_escapes(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = complaint(capsys, "serve", "--scenario", "\x1b[31mred\n")

    assert code == 2
    assert "\x1b" not in said


def test_values_of_a_move_may_stand_after_flags() -> None:
    arguments = parse(["orders", "move", "nimbus", "ord_1", "ship", "a=1", "--sandbox", "w3", "b=2"])

    assert not isinstance(arguments, int)
    assert arguments.values == ["a=1", "b=2"]
    assert arguments.sandbox == "w3"
