"""The worker, the manifest, the shells and the company's colour."""


def test_the_worker_is_for_the_whole_origin_and_always_asked_anew(client):
    answer = client.get("/sw.js")
    text = answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.mimetype == "text/javascript"
    assert '"./js/' not in text
    assert '"/static/dev"' not in text


def test_every_kept_file_is_there(client, app):
    assets = app.extensions["assets"]
    for path in assets.shell_files():
        answer = client.get(assets.url(path))
        assert answer.status_code == 200, path
        assert "immutable" in answer.headers["Cache-Control"]


def test_the_shell_holds_no_token_and_nobodys_name(client, sign_in_as):
    anna = sign_in_as("anna")
    page = anna.get("/shell")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "csrf-token" not in text
    assert 'name="csrf_token"' not in text
    for word in ("Anna", "SU0044", "37461", "Minta"):
        assert word not in text
    assert "Set-Cookie" not in page.headers
    assert text == client.get("/shell").get_data(as_text=True)
    for path in ("/capture", "/outbox", ""):
        assert f'data-path="{path}"' in text


def test_the_manifest_makes_it_installable(client):
    manifest = client.get("/manifest.webmanifest").get_json(force=True)
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}
    assert manifest["start_url"] == "/"
    for icon in manifest["icons"]:
        assert client.get(icon["src"]).status_code == 200


def test_the_companys_colour(client):
    text = client.get("/theme/minta.css").get_data(as_text=True)
    assert "--company-1:#0a5f5c" in text
    assert "prefers-color-scheme:dark" in text
    assert client.get("/theme/nobody.css").status_code == 404


def test_health(client):
    assert client.get("/healthz").status_code == 200
