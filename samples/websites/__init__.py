"""One module a city's website; `make_website` puts a council's papers online in the style of its city."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from samples.model import WebSite
from samples.site import Material
from samples.websites import (
    aosagi,
    ashiharazaki,
    hoshimino,
    kirigaoka,
    kirinohara,
    minamocho,
    shiomigaura,
    shiraho,
    yukimizaka,
)

WEBSITES: Mapping[str, Callable[[Material], WebSite]] = {
    "aosagi": aosagi.make_site,
    "ashiharazaki": ashiharazaki.make_site,
    "hoshimino": hoshimino.make_site,
    "kirigaoka": kirigaoka.make_site,
    "kirinohara": kirinohara.make_site,
    "minamocho": minamocho.make_site,
    "shiomigaura": shiomigaura.make_site,
    "shiraho": shiraho.make_site,
    "yukimizaka": yukimizaka.make_site,
}


def make_website(material: Material) -> WebSite:
    return WEBSITES[material.council.city.slug](material)
