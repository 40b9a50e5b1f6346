"""Which outcome a sentence tells by its words alone, and when words that look like a decision are none.

What decides stands in `vocabulary/outcomes.toml`. Here is what takes it back: a decision that is only supposed, wished,
proposed or reported, that others made or an earlier meeting, or that is about something other than the matter.
"""

from __future__ import annotations

import re

from app.vocabulary.entries import OutcomeEntry, Vocabulary

# Spellings in which minutes differ, brought to those of the vocabulary.
_SPELLINGS = (
    (re.compile("致(?=[しすさせ])"), "いた"),
    (re.compile("出来(?=[なまるずかた])"), "でき"),
    (re.compile("頂(?=[きくけいかこ])"), "いただ"),
    (re.compile("(?<=[異意議見存条支障])無(?=[しいく])"), "な"),
    (re.compile("良(?=[いろ])"), "よ"),
    (re.compile("宜し"), "よろし"),
    (re.compile("(?:さしつかえ|差支え)(?=[なはが])"), "差し支え"),
    (re.compile("難い|難く"), "がたい"),
    (re.compile("(?:御|ご)(?=審議|検討|議論|承認|了承|異議|異存|意見|賛同)"), ""),
    (re.compile("(?<=[るた])事(?=[とにをでがは])"), "こと"),
)
# What follows a decision's words and makes them none: 承認された場合, 適当と認める者, 適当でないとの意見.
_UNSETTLED = re.compile(
    r"""[」』]?(?:[るたすい]|され(?:た|る)|られ(?:た|る)|でき(?:た|る)|した|する)?
    (?: (?:場合|とき(?:は|に|、)|際(?:は|に|、)|ならば|か(?:どうか|否か))          # only supposed
      | (?:者|基準|団体|事業者|予算|相手|口座|人|方)(?:に|を|が|は|で|と|の|、|。)   # describes something
      | (?:事業|事務|案件|件)(?:に|が|の|を|です|である)
      | の(?:は|が|も)(?!適当|妥当|相当)
      | (?<=[得だ])(?:た上で|てから) | て[^、。]{0,16}てい(?:る|ます)
      | (?:こと)?(?:を確認|と(?:聞い|伺っ|説明|言わ))
      | (?:と|に)(?:は)?し(?:ない|ません)                                            # denied
      | の(?:では)?ない(?:か|だろうか|でしょうか)
      | (?:に?す?べき)?(?:だ|である)?(?:との|という|といった|とする)(?:よう(?:な))?  # somebody's view
        (?:   .{0,4}(?:意見|声|指摘|発言|考え|見方|要望|提案)(?:(?:も|が)|など|を(?:いただ|述べ|出し|寄せ))
          | 言葉|表現|語|意味|動議 )
      | の動議
      | こと(?:に|には)(?:は)?(?:反対|慎重)
      | (?:する)?(?:こと|わけに)(?:は|も)(?:でき(?:ない|ません)|いか(?:ない|ず|ません))  # denied
      | よう(?:に)?(?:検討|お願|求め|要望|要請)
      | ことと(?:して|なって)い(?:る|ます)                                          # a rule that is told
      | と考えて(?:い|おり)
      | (?:なって|されて|して)い(?:る|た)(?![。と、]|$|ため)
      | (?<=と)(?:されて|なって|して)い(?:る|ます) | (?<=と)も(?!に) | とも(?:認|承|言|いえ|否)
      | もの(?:と(?:同じ|同様|似|違)|の続き)
    )""",
    re.VERBOSE,
)
_OFFICES = "(?:答申|審議|審議会|審査会|会議|諮問)(?:で(?:は)?|において|にて|に)"
# What stands before and says that others decide, or decided.
_OTHERS = re.compile(
    rf"""(?: (?<!審)議会(?:で|に|の|が|において)
      | (?:国|県|都|府|道|厚生労働省|総務省)(?:から|が|の|に|で)
      | (?:本人|利用者|保護者|家族|世帯主|対象者|申請者|相手方?|住民|市民|加入者|患者|職員)(?:等)?(?:の|が|から|に)?
      | (?:実施機関|市|区|町|村|市長|町長|村長|区長)が
      | (?:課長|係長|部長|所長|館長|校長|園長|上司|所属長|管理者|責任者)(?:が|の|から)
      | (?:町内会|自治会|理事会|総会|役員会|教育委員会|予算)(?:案)?(?:で|が|の|において|にて)?
      | (?:前回|前々回)(?:の|に|は)?
      | (?:前回|前々回)[^、。]{{0,6}}{_OFFICES}[^、。]{{0,12}}
      | (?:昨年度?|過去|以前|既に|すでに)[^、。]{{0,24}}
      | (?:令和|平成)(?:元|[0-9]{{1,2}})年度?(?:の)?(?:第[0-9]+回)?[^、。]{{0,6}}{_OFFICES}[^、。]{{0,12}}
      | (?:契約書|仕様書|要綱|条例|規則|協定書?)(?:で|に|では|には|において)[^。]{{0,16}}
    )(?:特に|とくに|、|公益上)*(?:必要(?:が)?(?:ある)?(?:と)?)?$""",
    re.VERBOSE,
)
# 承認した経緯, 承認された後, 承認する権限: a word that only describes the next one. 旨, 方向 and the like carry it on.
_DESCRIBES = re.compile(
    r"[るた]?(?<=[るた])(?!旨|ため|方向|方針|次第|形|結果|通り|上で|答申|意見|結論|決定|判断|決議|運び|全)[一-龥ァ-ヶA-Za-z]"
)
# 甲委員が…認める, …と述べた: one member's view that the minute-taker tells; 全委員, 各委員, 委員 are the council.
_ONE_MEMBER = re.compile(r"(?<=[一-龥A-Za-z])(?<![全各席両名会同数])委員(?:が|は|も|から|より)、?[^、。]{0,20}$")
_STATES = re.compile(r"(?:る|た|です|ます)?と(?:の)?(?:述べ|話し|発言|回答|主張|評価|賛意|言っ)")
_OF_A_REPORT = re.compile(r"報告(?:事項)?(?:に?ついて)?(?:は|を|も)、?[^、]{0,8}$")
_PRESIDES = re.compile(r"会長|議長|委員長|座長")
# What is decided here is something other than the matter.
_OTHER_MATTER = re.compile(
    r"""(?: (?<!電子)(?<!オンライン)(?:申請|申込み?|持ち?込み?|持ち?出し|再委託|アクセス|代理|ログイン|録音)(?:者)?
        (?:(?:を|は|も)[^、。]{0,6})?
      | (?:質疑|休憩|散会)[^、。]{0,16}
      | (?:答申(?:案|書)?の?(?:案文|文言|文案|字句)|文言|案文|文案|一任).{0,24}
    )$""",
    re.VERBOSE,
)
# 事業を継続する, 契約は次年度も継続する: what goes on is no deliberation.
_GOES_ON = re.compile(
    r"(?:事業|契約|利用|委託|運用|実施|サービス|制度|業務|使用|保管|提供|取り?組み?|配信)(?:を|は|も|の).{0,10}$"
)
_IF = re.compile(r"(?:れば|ならば|なら|たら|場合(?:は|に|には)?)、?[^、。]{0,6}$")
# 承認しないと事業が始まらない
_OTHERWISE = re.compile("と(?![のいしす決答判認な、])")
# A sentence that only says that things are in order decides nothing.
_IN_ORDER = re.compile(r"適切で(?:ある|す)[。]?$")
# 承認する。ただし、…すること: what a council adds to its approval. A wish (いただきたい) is none.
_PROVISO = re.compile(
    r"""^(?:ただし|但し)、?
        (?: (?P<words>.{6,200}?)(?:ものとする|を条件とする|という条件).{0,24}
          | (?P<demand>.{6,200}(?:こと|されたい)[。]?) )$""",
    re.VERBOSE,
)
# A result that stands alone: 結果：承認, 【継続審議】.
_RESULT = re.compile(
    r"""[(（【\[→⇒・]* (?:(?:審議|採決|表決|審査)?(?:の)?結果|結論|決定|採決)?[:：は、】)）\]]*
        (?P<word>
            (?P<withdrawn>取り?下げ|撤回)
          | (?P<rejected>不承認|否決|否|不可|不適当)
          | (?P<continued>継続(?:審議|審査)?|審議(?:を)?継続|保留)
          | (?P<approved_with_conditions>
                (?:附帯|付帯)?(?:意見|条件)(?:付き?|あり|を付して|を付し)(?:で)?(?:承認|可|了承|可決|適当))
          | (?P<approved>(?:原案|諮問)?(?:の)?(?:とおり|どおり|通り)?(?:承認|可決|了承|可|適当|妥当))
        ) [)）】\]。]*""",
    re.VERBOSE,
)
# The same words among others in a row of a table of results; the first that is there decides.
_BARE = (
    (re.compile(r"取り?下げ"), "withdrawn"),
    (re.compile(r"不承認|否決|不適当"), "rejected"),
    (re.compile(r"継続"), "continued"),
    (re.compile(r"(?:附帯|付帯|条件|意見).{0,12}(?:承認|可|適当|妥当|答申)"), "approved_with_conditions"),
    (re.compile(r"承認|可決|適当|妥当|了承|諮問のとおり"), "approved"),
)


def match_outcome(text: str, vocabulary: Vocabulary, *, asking: bool = False) -> str | None:
    """A sentence in normal form without white space → the code of the outcome it tells, or None. `asking`: a question
    that the council assented to is read as the statement it asks for."""
    statement = spell_plainly(text)
    if asking:
        statement = re.sub(
            r"(?:したいと思いますが|いたしたいと思いますが|することで|してよろしい|してよい).*$", "する", statement
        )
    for entry in vocabulary.outcomes:
        if entry.code not in ("elected", "reported", "unknown") and matches(entry, statement):
            return entry.code
    return None


def spell_plainly(text: str) -> str:
    """致します → いたします, 出来ない → できない, 異議無し → 異議なし …"""
    for pattern, plain in _SPELLINGS:
        text = pattern.sub(plain, text)
    return text


def matches(entry: OutcomeEntry, text: str) -> bool:
    """Whether words of an outcome stand in a sentence as a decision on the matter."""
    if any(pattern.search(text) for pattern in entry.unless):
        return False
    return any(_stands(entry.code, match, text) for pattern in entry.words for match in pattern.finditer(text))


def _stands(code: str, match: re.Match[str], text: str) -> bool:
    if code in ("elected", "reported"):
        return True
    before, after = text[: match.start()], text[match.end() :]
    if (code == "withdrawn" and _IF.search(before)) or (code == "continued" and _GOES_ON.search(before)):
        return False
    if code in ("approved", "approved_with_conditions") and _is_told_of(before, match, text):
        return False
    if code == "approved" and _IN_ORDER.fullmatch(text[match.start() :]):
        return False
    if code == "rejected" and match.group().endswith(("ない", "ません")) and _OTHERWISE.match(after):
        return False
    return not (_UNSETTLED.match(text, match.end()) or _OTHERS.search(before) or _OTHER_MATTER.search(before))


def _is_told_of(before: str, match: re.Match[str], text: str) -> bool:
    """Words of an approval that describe a thing, that one member said, or that are said of a report."""
    if _DESCRIBES.match(text, match.end()) or _ONE_MEMBER.search(before) or _OF_A_REPORT.search(before):
        return True
    return _STATES.match(text, match.end()) is not None and not _PRESIDES.search(before)


def find_words(text: str, vocabulary: Vocabulary) -> str | None:
    """The outcome whose words stand in a sentence, whatever they mean there: for telling why it was refused."""
    statement = spell_plainly(text)
    told = (e for e in vocabulary.outcomes if e.code not in ("elected", "reported", "unknown"))
    return next((e.code for e in told if any(p.search(statement) for p in e.words)), None)


def read_condition(text: str) -> tuple[int, int] | None:
    """「ただし、…すること。」 in normal form → the span of what it asks for, or None."""
    found = _PROVISO.match(text)
    if found is None:
        return None
    return found.span("words") if found["words"] else found.span("demand")


def read_result(text: str) -> str | None:
    """A line that holds nothing but a result (結果：承認) → its outcome's code."""
    found = _RESULT.fullmatch(text)
    if found is None:
        return None
    return next(name for name, value in found.groupdict().items() if name != "word" and value is not None)


def find_bare_outcome(text: str) -> str | None:
    """A cell of a table of results: 承認, 附帯意見を付して承認, 継続 → the outcome's code."""
    return next((code for pattern, code in _BARE if pattern.search(text)), None)
