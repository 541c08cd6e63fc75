"""A browser driven by keys and pointer over chromedriver's own protocol (W3C WebDriver): the standard library only."""

import json
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
ENTER, BACKSPACE, ESCAPE, TAB = "\ue007", "\ue003", "\ue00c", "\ue004"
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]


class Browser:
    """One session: `open`, `keys`, `click`, `run` (a script's value), `shot`."""

    def __init__(self, port: int, profile: Path, downloads: Path, size: tuple[int, int]) -> None:
        self.base = f"http://127.0.0.1:{port}"
        args = [*FLAGS, f"--user-data-dir={profile}", f"--window-size={size[0]},{size[1]}"]
        prefs = {"download.default_directory": str(downloads), "download.prompt_for_download": False}
        options = {"args": args, "binary": CHROMIUM, "prefs": prefs}
        wanted = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        made = self._post("/session", {"capabilities": {"alwaysMatch": wanted}})
        self.session = f"/session/{made['sessionId']}"
        self._post(f"{self.session}/goog/cdp/execute", _cdp("Page.setDownloadBehavior", downloads))

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        data = json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())["value"]

    def visit(self, path: Path) -> None:
        """A file, loaded."""
        self._post(f"{self.session}/url", {"url": path.resolve().as_uri()})

    def open(self, path: Path) -> None:
        """A file, waited for until its script is ready."""
        self.visit(path)
        self.wait("return document.body.dataset.ready === '1'")

    def run_at_start(self, script: str) -> None:
        """A script that runs in every page opened from now on, before the page's own."""
        told = {"cmd": "Page.addScriptToEvaluateOnNewDocument", "params": {"source": script}}
        self._post(f"{self.session}/goog/cdp/execute", told)

    def run(self, script: str) -> Any:
        """The value that a script returns."""
        return self._post(f"{self.session}/execute/sync", {"script": script, "args": []})

    def wait(self, script: str, seconds: float = 20) -> None:
        """Wait until a script returns true."""
        for _ in range(int(seconds * 20)):
            if self.run(script):
                return
            time.sleep(0.05)
        raise AssertionError(f"never true: {script}")

    def keys(self, text: str) -> None:
        """Key strokes on whatever has the focus."""
        pressed = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self._post(f"{self.session}/actions", {"actions": [{"type": "key", "id": "k", "actions": pressed}]})

    def click(self, selector: str) -> None:
        """A click on the middle of the first element that matches."""
        found = self._post(f"{self.session}/element", {"using": "css selector", "value": selector})
        self._post(f"{self.session}/element/{next(iter(found.values()))}/click", {})

    def give(self, selector: str, path: Path) -> None:
        """A file for a field that takes one."""
        found = self._post(f"{self.session}/element", {"using": "css selector", "value": selector})
        self._post(f"{self.session}/element/{next(iter(found.values()))}/value", {"text": str(path.resolve())})

    def emulate(self, size: tuple[int, int], look: str = "light") -> None:
        """A window of this inner size, in the light or the dark."""
        cdp = f"{self.session}/goog/cdp/execute"
        metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False}
        self._post(cdp, {"cmd": "Emulation.setDeviceMetricsOverride", "params": metrics})
        feature = {"name": "prefers-color-scheme", "value": look}
        self._post(cdp, {"cmd": "Emulation.setEmulatedMedia", "params": {"features": [feature]}})

    def shot(self, path: Path) -> None:
        """The window as a PNG."""
        import base64

        with urllib.request.urlopen(self.base + self.session + "/screenshot", timeout=60) as answer:
            path.write_bytes(base64.b64decode(json.loads(answer.read())["value"]))

    def command(self, name: str, **params: Any) -> Any:
        """The answer to a command of Chrome's own protocol."""
        return self._post(f"{self.session}/goog/cdp/execute", {"cmd": name, "params": params})

    def look_as(self, width: int, scheme: str = "light", media: str = "") -> None:
        """A screen (or paper, media "print") of this width with light or dark preferred."""
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
        self.command("Emulation.setDeviceMetricsOverride", **size)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.command("Emulation.setEmulatedMedia", media=media, features=features)

    def log(self) -> list[str]:
        """What the console said, errors and warnings."""
        rows = self._post(f"{self.session}/se/log", {"type": "browser"})
        return [row["message"] for row in rows if row["level"] in ("SEVERE", "WARNING")]

    def close(self) -> None:
        """End the session and its browser."""
        request = urllib.request.Request(self.base + self.session, method="DELETE")
        with urllib.request.urlopen(request, timeout=60):
            pass


def _cdp(command: str, downloads: Path) -> dict[str, Any]:
    return {"cmd": command, "params": {"behavior": "allow", "downloadPath": str(downloads)}}


@contextmanager
def driver() -> Iterator[int]:
    """chromedriver on a free port of this machine, ended with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [str(DRIVER), f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        for _ in range(200):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/status", timeout=5):
                    break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def browser(folder: Path, *, size: tuple[int, int] = (1280, 900), profile: str = "profile") -> Iterator[Browser]:
    """A browser whose profile and downloads lie in `folder`."""
    downloads = folder / "downloads"
    downloads.mkdir(exist_ok=True, parents=True)
    with driver() as port:
        found = Browser(port, folder / profile, downloads, size)
        try:
            yield found
        finally:
            found.close()
