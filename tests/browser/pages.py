"""The pages of the invented cities that are looked at, and how each answers."""

from __future__ import annotations

ITEM = "/items/982016-2022-07-12-i1"  # decided after it had been put over
STORE = "982059-2019-05-21-i1"  # certificates at convenience stores, approved with conditions
CONTINUED = "982016-2022-05-24-i1"  # put over, and decided two months later
REPLACED = "/meetings/982024-2023-11-14"  # minutes that the city has replaced
PAGES = {
    "/": 200,
    "/search": 200,
    "/search?q=クラウド 委託&topic=outsourcing&sort=-date": 200,
    "/search?q=無い言葉&outcome=rejected": 200,
    '/search?q="閉じない': 400,
    "/search/values?facet=department&facet_q=課": 200,
    "/nothing": 404,
    ITEM: 200,
    f"{ITEM}?q=認定&speaker=委員": 200,
    "/meetings/982016-2022-05-24": 200,
    f"{REPLACED}/versions": 200,
    f"{REPLACED}/diff": 200,
    f"/compare?item={STORE}": 200,
    f"/compare?item=982016-2022-07-12-i1&item={STORE}&q=防犯": 200,
    "/check": 200,
    f"/check?item={STORE}": 200,
    "/stats": 200,
    "/sources": 200,
    "/sources/shiomigaura": 200,
    "/about": 200,
    "/docs": 200,
    "/problems/invalid-parameter": 200,
}
# laid out otherwise in a narrow window, so that axe looks at them again; scripts/screenshots looks at all
OTHERWISE_NARROW = (
    "/",
    "/search",
    ITEM,
    f"/compare?item=982016-2022-07-12-i1&item={STORE}&q=防犯",
    "/stats",
    "/sources",
)
WIDE, NARROW = 1280, 320
