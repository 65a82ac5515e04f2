"""Modules put together: the same meaning in fewer requests."""

import json
import shutil
import subprocess

import pytest

from webapp import STATIC
from webapp.web.assets import APP, DESK, OUTBOX, Assets
from webapp.web.bundles import Unbundlable, bundle, export_all, from_outside, minified

SOURCES = {
    "js/app.js": 'import { two as zwei } from "./lib/two.js";\nimport "./shout.js";\n'
    'import * as all from "./lib/two.js";\nglobalThis.said.push(zwei() + all.ONE);\n',
    "js/shout.js": '// import { nothing } from "./nowhere.js";\nglobalThis.said.push("shout");\n',
    "js/lib/two.js": 'import { ONE } from "./one.js";\nexport { };\nexport { ONE } ;\n'
    "export function two() { return ONE + 1; }\n",
    "js/lib/one.js": "/** why: one\n * is one */\nexport const ONE = 1;\n",
}
SOURCES["js/lib/two.js"] = (
    SOURCES["js/lib/two.js"]
    .replace("export { ONE } ;\n", "")
    .replace("import { ONE }", "import { ONE as uno }")
    .replace("return ONE + 1", "return uno + 1")
    + "export const ONE = uno;\n"
)

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")


def run(script):
    text = f"globalThis.said = [];\n{script}\nconsole.log(JSON.stringify(said));"
    done = subprocess.run(
        ["node", "--input-type=module", "-e", text], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@needs_node
@pytest.mark.parametrize("smaller", [str, minified])
def test_it_does_the_same_in_the_same_order(smaller):
    made = bundle(entry="js/app.js", read=SOURCES.__getitem__)
    assert run(smaller(made.text)) == ["shout", 3]


def test_each_module_stands_once_after_what_it_needs():
    made = bundle(entry="js/app.js", read=SOURCES.__getitem__)
    assert made.modules == ("js/lib/one.js", "js/lib/two.js", "js/shout.js", "js/app.js")


def test_what_another_bundle_has_is_taken_from_there():
    shared = bundle(entry="js/lib/two.js", read=SOURCES.__getitem__)
    made = bundle(
        entry="js/app.js", read=SOURCES.__getitem__, outside=shared, outside_url="./shared.js"
    )
    assert made.modules == ("js/shout.js", "js/app.js")
    assert made.text.startswith('import { ONE_, two } from "./shared.js";')
    assert "export { ONE, two, ONE_ };" in export_all(shared)


def test_a_worker_takes_its_modules_from_a_bundle():
    text = from_outside(
        path="sw.js",
        text='import { two as zwei } from "./js/lib/two.js";\nzwei();\n',
        outside=bundle(entry="js/lib/two.js", read=SOURCES.__getitem__),
        outside_url="/o.js",
    )
    assert text.startswith('import { two } from "/o.js";\nconst zwei = two;')


@needs_node
@pytest.mark.parametrize("smaller", [str, minified])
def test_modules_with_the_same_names_do_not_meet(smaller):
    made = bundle(
        entry="a.js",
        read={
            "a.js": 'import { say } from "./b.js";\nimport { say as tell, name } from "./c.js";\n'
            "const day = 1;\nsaid.push(say(), tell(), name, day, status);",
            "b.js": 'const day = 2;\nexport function say() { return "b" + day; }',
            "c.js": 'const day = 3;\nexport const name = "c";\n'
            "export function say() { return name + day; }",
        }.__getitem__,
    )
    assert run(f'globalThis.status = "free";{smaller(made.text)}') == ["b2", "c3", "c", 1, "free"]


@needs_node
def test_private_members_get_short_names_and_texts_keep_theirs():
    text = minified(
        """class A {
          #secret = 1;
          static #other = 2;
          get #both() { return this.#secret + A.#other; }
          async #later() { return "#secret"; }
          tell() { this.#later(); return [this?.#both, "#secret", "a #other", `#both`]; }
        }
        said.push(...new A().tell());"""
    )
    assert "this.#secret" not in text
    assert run(text) == [3, "#secret", "a #other", "#both"]


@pytest.mark.parametrize(
    "sources",
    [
        {"a.js": 'import { b } from "./b.js";\nexport const a = b;',
         "b.js": 'import { a } from "./a.js";\nexport const b = a;'},
        {"a.js": "export let changing = 1;"},
        {"a.js": "export default 7;"},
        {"a.js": 'export { b } from "./b.js";', "b.js": "export const b = 1;"},
        {"a.js": 'import b from "./b.js";', "b.js": ""},
    ],
    ids=["ring", "let", "default", "re-export", "default import"],
)  # fmt: skip
def test_what_cannot_be_put_together_is_refused_loudly(sources):
    with pytest.raises(Unbundlable):
        bundle(entry="a.js", read=sources.__getitem__)


@needs_node
@pytest.mark.parametrize("path", [OUTBOX, APP, DESK, "sw.js"])
def test_what_is_served_is_sound_javascript(path, tmp_path):
    assets = Assets(STATIC)
    served = assets.worker if path == "sw.js" else assets.get(path).plain
    file = tmp_path / "served.mjs"
    file.write_bytes(served)
    subprocess.run(["node", "--check", str(file)], check=True)
    assert b"import(" not in served
