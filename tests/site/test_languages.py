"""Two languages: every sentence is in both, the one asked for is the one answered in, and no number changes with it."""

import gettext
import html
import json
import re
from pathlib import Path
from urllib.parse import urlencode

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import translation

from playground.languages import catalogue, gathering, merging
from playground.runs import recipes
from tests.site.pages import read
from tests.site.test_refusals import BAD, problem_text

ROOT = Path(__file__).resolve().parents[2]
PO = catalogue.source("zh-hans")
HAN = re.compile(r"[\u4e00-\u9fff]")
PLACES = re.compile(r"\{\w*(?:![rs])?(?::[^}]*)?\}|%\(\w+\)s|%d")
# Words of ours that Chinese texts of this field write as they are.
NAMES = {"Adadelta", "Adagrad", "Adam", "AdamW", "Adamax", "ELU", "GELU", "Huber", "L1", "L2", "Leaky ReLU", "NAdam", "Nesterov"}
NAMES |= {"RAdam", "RMSprop", "ReLU", "SGD", "SiLU", "Softplus", "k", "sigmoid", "tanh"}
NAMES |= {"AMSGrad", "BFGS", "L-BFGS", "Levenberg–Marquardt", "Lion", "Muon"}


@pytest.fixture(scope="module")
def messages():
    return gathering.gather(ROOT)


@pytest.fixture(scope="module")
def chinese():
    return polib.pofile(str(PO))


# -- every sentence is in both ---------------------------------------------------------------------------------------------


def test_everything_people_read_has_a_translation_and_nothing_else_has(messages, chinese):
    written = {(one.context, one.text): one.plural for one in messages}
    known = {(one.msgctxt, one.msgid): one.msgid_plural for one in chinese}
    assert known == written, "run `make words`"
    assert not merging.untranslated(chinese)
    assert not chinese.fuzzy_entries() and not chinese.obsolete_entries()


def test_a_translation_has_the_places_of_its_sentence(chinese):
    for one in chinese:
        for said in one.msgstr_plural.values() if one.msgid_plural else [one.msgstr]:
            assert set(PLACES.findall(said)) == set(PLACES.findall(one.msgid_plural or one.msgid)), one.msgid


def test_chinese_uses_its_own_punctuation_and_says_ni(chinese):
    for one in chinese:
        said = PLACES.sub("…", one.msgstr or one.msgstr_plural[0])
        assert "您" not in said and "!" not in said and "！" not in said, said
        assert not re.search(r"[\u4e00-\u9fff][,;:?.](?:\s|$)", said), said
        assert not re.search(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]", said), f"no space in {said}"


def test_every_field_of_every_entry_is_described_in_chinese():
    with translation.override("zh-hans"):
        described = recipes.describe()
    said = list(_words(described))
    assert len(said) > 200
    for name, text in said:
        assert HAN.search(text) or text in NAMES or not recipes.has_words(text), (name, text)


def _words(described):
    if isinstance(described, list):
        for one in described:
            yield from _words(one)
    elif isinstance(described, dict):
        for name, one in described.items():
            yield from [(name, one)] if name in recipes.WORDS and isinstance(one, str) else _words(one)


def test_every_field_says_what_goes_wrong_at_its_extremes():
    with translation.override("en"):
        described = recipes.describe()
    fields = [field for entries in described["concepts"].values() for one in entries for field in one["fields"]]
    fields += [field for section in described["sections"].values() for field in section]
    silent = {field["name"] for field in fields if not (field["about"] or field["low"] or field["high"])}
    # A seed has no extremes, and stopping at a loss is told by its own name.
    assert silent <= {"seed", "stop_below"}
    assert all(choice["label"] and choice["about"] for choice in described["choices"].values())


# -- gathering -------------------------------------------------------------------------------------------------------------


def test_python_templates_and_scripts_are_read():
    code = (
        '_("One")\nngettext("{n} day", "{n} days", n)\npgettext("unit", "epochs")\nSentence("{a} is", a=Word("noise"))\n_(name)'
    )
    found = [(None, "One", ""), (None, "{n} day", "{n} days"), ("unit", "epochs", ""), (None, "{a} is", ""), (None, "noise", "")]
    assert sorted(gathering.in_python(code, "x.py"), key=str) == sorted(found, key=str)
    page = (
        '<p title="{% translate "A (b)" %}">'
        "{% blocktranslate count n=2 %}{{ n }} run{% plural %}{{ n }} runs{% endblocktranslate %}"
        '{% translate "Light" context "theme" %}{% include "x" with y=_("Said here") %}</p>'
    )
    assert set(gathering.in_template(page, "x.html")) == {
        (None, "A (b)", ""), (None, "%(n)s run", "%(n)s runs"), ("theme", "Light", ""), (None, "Said here", ""),
    }  # fmt: skip
    script = """say("Epoch {epoch}", { epoch }); x.say(name); this.#say(name); say('It\\'s'); unsaid("no"); // `say("never")`"""
    assert list(gathering.in_script(script, "x.js")) == [(None, "Epoch {epoch}", ""), (None, "It's", "")]


@pytest.mark.parametrize("code", ['_(f"{n} runs")', 'ngettext("a", f"{n}", n)'])
def test_a_sentence_no_catalogue_could_hold_is_refused_in_python(code):
    with pytest.raises(gathering.Unreadable, match="f-string"):
        list(gathering.in_python(code, "x.py"))


@pytest.mark.parametrize("code", ["say(words)", 'say(a ? "b" : "c")', 'say("a" + b)', "say(`epoch ${n}`)"])
def test_and_in_scripts(code):
    with pytest.raises(gathering.Unreadable, match="first argument"):
        list(gathering.in_script(code, "x.js"))


def test_gathering_again_keeps_translations_adds_the_new_and_drops_the_gone(tmp_path):
    before = tmp_path / "django.po"
    old = [gathering.Message("Kept", places={"a.py"}), gathering.Message("Gone", places={"a.py"})]
    made = merging.merged("zh-hans", old, before)
    for one in made:
        one.msgstr = "旧"
    made.save(str(before))
    again = merging.merged("zh-hans", [old[0], gathering.Message("New", places={"a.py"})], before)
    assert [(one.msgid, one.msgstr) for one in again] == [("Kept", "旧"), ("New", "")]
    assert merging.untranslated(again) == ["New"]


# -- compiling -------------------------------------------------------------------------------------------------------------


def test_what_is_compiled_is_read_by_pythons_own_gettext_and_by_the_pages(tmp_path, settings, chinese):
    po = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_bytes(PO.read_bytes())
    settings.LOCALE_PATHS = [tmp_path]
    assert not catalogue.is_compiled(po)
    call_command("compilewords")
    assert catalogue.is_compiled(po)
    with po.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for one in chinese:
        if one.msgid_plural:
            assert compiled.ngettext(one.msgid, one.msgid_plural, 2) == one.msgstr_plural[0]
        else:
            said = compiled.pgettext(one.msgctxt, one.msgid) if one.msgctxt else compiled.gettext(one.msgid)
            assert said == one.msgstr
    words = json.loads(po.with_name("page.json").read_text())["words"]
    assert words == {
        one.msgid: one.msgstr for one in chinese if any(place.endswith((".js", "datasets/")) for place, _ in one.occurrences)
    }
    stamps = [path.stat().st_mtime_ns for path in (po.with_suffix(".mo"), po.with_name("page.json"))]
    call_command("compilewords")
    assert stamps == [path.stat().st_mtime_ns for path in (po.with_suffix(".mo"), po.with_name("page.json"))]


def test_a_catalogue_edited_since_is_said_by_the_check(tmp_path, settings):
    from playground.languages.apps import words_are_compiled

    po = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Run"\nmsgstr "运行"\n')
    settings.LOCALE_PATHS = [tmp_path]
    assert "zh_Hans" in words_are_compiled(None)[0].msg
    call_command("compilewords")
    assert words_are_compiled(None) == []


# -- choosing --------------------------------------------------------------------------------------------------------------


def language(response) -> str:
    """The language a page says it is in."""
    found = re.search(r'<html lang="([^"]+)"', response.content.decode())[1]
    assert response["Content-Language"] == found
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spoken", "answered"),
    [("", "en"), ("zh-CN,zh;q=0.9", "zh-hans"), ("zh-TW", "zh-hans"), ("zh-Hans-CN", "zh-hans"), ("fr", "en"), ("en-GB", "en")],
)
def test_the_browsers_language_counts_until_one_is_chosen(learner, spoken, answered):
    assert language(learner.get("/", headers={"accept-language": spoken})) == answered


@pytest.mark.django_db
def test_the_switch_keeps_the_address_and_is_remembered(learner):
    where = "/?optimizer.lr=0.3&data.features=x1,x2&epoch=40"
    answer = learner.post("/language/", {"language": "zh-hans", "next": where})
    assert (answer.status_code, answer["Location"]) == (303, where)
    assert language(learner.get("/")) == "zh-hans"
    assert language(learner.get("/", headers={"accept-language": "en"})) == "zh-hans"
    learner.post("/language/", {"language": "en", "next": "/"})
    assert language(learner.get("/")) == "en"


@pytest.mark.django_db
def test_a_link_may_name_its_language_and_it_stays(learner, stranger):
    assert language(learner.get("/?lang=zh-Hans")) == "zh-hans"
    assert language(learner.get("/runs/")) == "zh-hans"
    answer = learner.post("/language/", {"language": "en", "next": "/runs/?lang=zh-hans&state=paused"})
    assert answer["Location"] == "/runs/?state=paused"  # it would bring the other language back
    assert language(stranger.get("/")) == "en"


ELSEWHERE = [
    "https://elsewhere.example/", "//elsewhere.example", "///elsewhere.example", "/\\elsewhere.example", "elsewhere", "",
    "/\t/elsewhere.example", "/\n/elsewhere.example", "/\r/elsewhere.example", "\t//elsewhere.example", " //elsewhere.example",
    "/\t\\elsewhere.example", "/\t/[", "//[", "/\x00/elsewhere.example", "javascript:alert(1)", "/\x7f/elsewhere.example",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("address", ELSEWHERE)
@pytest.mark.parametrize("switch", ["/language/", "/appearance/"])
def test_the_switches_lead_to_no_other_site(learner, switch, address):
    body = urlencode({"language": "en", "theme": "dark", "next": address})
    answer = learner.post(switch, body, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer["Location"]) == (303, "/")


@pytest.mark.django_db
def test_light_or_dark_is_remembered_on_the_page_one_came_from(learner):
    where = "/?data.features=x1,x2&epoch=40"
    answer = learner.post("/appearance/", {"theme": "dark", "next": where})
    assert (answer.status_code, answer["Location"], answer.cookies["theme"].value) == (303, where, "dark")
    answer = learner.post("/appearance/", {"theme": "as the system", "next": "/runs/"})
    assert (answer["Location"], answer.cookies["theme"].value) == ("/runs/", "")


@pytest.mark.django_db
@pytest.mark.parametrize("spoken", ["en", "zh-hans"])
def test_an_unknown_language_is_refused_in_words(learner, spoken):
    answer = learner.get("/?lang=<b>klingon", headers={"accept-language": spoken})
    assert answer.status_code == 400 and language(answer) == spoken
    assert "'<b>klingon'" in read(answer).text.replace("“", "'").replace("”", "'")
    assert "en, zh-hans" in read(answer).text
    assert learner.post("/language/", {"language": "klingon"}).status_code == 400


@pytest.mark.django_db
def test_fragments_come_in_the_language_of_their_page(learner):
    page = learner.get("/?lang=zh-hans").content.decode()
    headers = json.loads(html.unescape(re.search(r"hx-headers='([^']+)'", page)[1]))
    learner.get("/?lang=en")  # another tab
    fragment = learner.get("/fields/optimizer/", {"optimizer.name": "adam"}, headers=headers).content.decode()
    assert "学习率" in fragment and "Learning rate" not in fragment
    assert "Learning rate" in learner.get("/fields/optimizer/", {"optimizer.name": "adam"}).content.decode()


@pytest.mark.django_db
def test_only_chinese_pages_carry_the_scripts_words_and_all_of_them(learner, messages):
    assert 'id="words"' not in learner.get("/?lang=en").content.decode()
    block = re.search(
        r'<script id="words" type="application/json">(.+?)</script>', learner.get("/?lang=zh-hans").content.decode()
    )
    said = {one.text for one in messages if any(place.endswith((".js", "datasets/")) for place in one.places)}
    assert set(json.loads(block[1])) == said


@pytest.mark.django_db
def test_fields_and_their_values_are_the_same_in_both(learner):
    address = "/?optimizer.name=adam&network.layers=none&training.epochs=77"
    english, chinese = (read(learner.get(f"{address}&lang={code}")).body() for code, _ in settings.LANGUAGES)
    for body in (english, chinese):
        for secret in ("token", "csrfmiddlewaretoken", "next"):
            body.pop(secret, None)
    assert english == chinese


@pytest.mark.django_db
@pytest.mark.parametrize(("key", "value", "words"), BAD)
def test_refusals_name_field_value_and_limit_in_chinese(learner, key, value, words):
    learner.get("/?lang=zh-hans")
    refused = learner.get("/", {key: value})
    said = problem_text(refused.content.decode(), read(refused).fields[key][-1]["aria-describedby"])
    assert HAN.search(said)
    for word in words:
        if word[-1].isdigit() or word == value:
            assert word in said.replace(",", "")
    assert not re.search(r"[A-Za-z]{2,}", re.sub(r"<[^>]+>", "", said).replace(value or " ", "")), said


@pytest.mark.django_db
def test_error_pages_speak_both_languages(settings):
    from django.test import Client

    client = Client(enforce_csrf_checks=True, headers={"accept-language": "zh-CN"}, raise_request_exception=False)
    refused = client.post("/", {})
    assert refused.status_code == 403 and language(refused) == "zh-hans" and HAN.search(read(refused).text)
    missing = client.get("/nowhere/")
    assert missing.status_code == 404 and language(missing) == "zh-hans" and HAN.search(read(missing).text)


@pytest.mark.django_db
def test_the_page_of_a_mistake_of_ours_needs_nothing_that_could_be_broken(learner, monkeypatch):
    from playground.experiments.views import stage

    def broken(*_given, **_named):
        raise RuntimeError("a planted mistake")

    learner.raise_request_exception = False
    monkeypatch.setattr(stage.placement, "groups", broken)
    monkeypatch.setattr(translation.trans_real, "gettext", broken)
    answer = learner.get("/")
    assert answer.status_code == 500
    assert "safe" in read(answer).text and "安全" in read(answer).text and "planted" not in read(answer).text
