"""Makes a table `hits` with the schema of ClickBench and skewed rows of our own, as Parquet.

    python testdata/hits.py --rows 1e6 --out /tmp/hits [--seed 0] [--files 4]

All 105 columns. The constants that ClickBench's queries look for (a counter, a user, two hashes)
occur. The rows depend on rows and seed only.
"""

from __future__ import annotations

import argparse
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

COUNTER = 62
USER = 435090932899640449
REFERER_HASH = 3594120000172545465
URL_HASH = 2868770270353813622

SMALL = (
    "JavaEnable GoodEvent CounterClass OS UserAgent RefererCategoryID URLCategoryID ResolutionDepth "
    "FlashMajor FlashMinor NetMajor NetMinor UserAgentMajor CookieEnable JavascriptEnable IsArtifical "
    "ClientTimeZone SilverlightVersion1 SilverlightVersion2 SilverlightVersion4 IsNotBounce IsOldCounter "
    "IsEvent IsParameter WithHash Age Sex Income Interests Robotness HistoryLength HTTPError "
    "SocialSourceNetworkID ParamCurrencyID HasGCLID"
).split()
WIDE = (
    "RefererRegionID URLRegionID IPNetworkID SilverlightVersion3 CodeVersion HID RemoteIP WindowName "
    "OpenerName SendTiming DNSTiming ConnectTiming ResponseStartTiming ResponseEndTiming FetchTiming CLID"
).split()
WORDS = (
    "FlashMinor2 UserAgentMinor Params PageCharset OriginalURL BrowserLanguage BrowserCountry SocialNetwork "
    "SocialAction SocialSourcePage ParamOrderID ParamCurrency OpenstatServiceName OpenstatCampaignID "
    "OpenstatAdID OpenstatSourceID UTMSource UTMMedium UTMCampaign UTMContent UTMTerm FromTag"
).split()
ORDER = (
    "WatchID JavaEnable Title GoodEvent EventTime EventDate CounterID ClientIP RegionID UserID CounterClass "
    "OS UserAgent URL Referer IsRefresh RefererCategoryID RefererRegionID URLCategoryID URLRegionID "
    "ResolutionWidth ResolutionHeight ResolutionDepth FlashMajor FlashMinor FlashMinor2 NetMajor NetMinor "
    "UserAgentMajor UserAgentMinor CookieEnable JavascriptEnable IsMobile MobilePhone MobilePhoneModel "
    "Params IPNetworkID TraficSourceID SearchEngineID SearchPhrase AdvEngineID IsArtifical WindowClientWidth "
    "WindowClientHeight ClientTimeZone ClientEventTime SilverlightVersion1 SilverlightVersion2 "
    "SilverlightVersion3 SilverlightVersion4 PageCharset CodeVersion IsLink IsDownload IsNotBounce FUniqID "
    "OriginalURL HID IsOldCounter IsEvent IsParameter DontCountHits WithHash HitColor LocalEventTime Age Sex "
    "Income Interests Robotness RemoteIP WindowName OpenerName HistoryLength BrowserLanguage BrowserCountry "
    "SocialNetwork SocialAction HTTPError SendTiming DNSTiming ConnectTiming ResponseStartTiming "
    "ResponseEndTiming FetchTiming SocialSourceNetworkID SocialSourcePage ParamPrice ParamOrderID "
    "ParamCurrency ParamCurrencyID OpenstatServiceName OpenstatCampaignID OpenstatAdID OpenstatSourceID "
    "UTMSource UTMMedium UTMCampaign UTMContent UTMTerm FromTag HasGCLID RefererHash URLHash CLID"
).split()

HOSTS = ["yandex.example", "www.google.ru", "google.com", "irr.example", "auto.example", "kinopoisk.example"]
TOPICS = ["Google поиск", "Новости", "Погода в Москве", "автомобили", "cats and dogs", "карта", "Home"]


class Maker:
    """Random columns of one length."""

    def __init__(self, rows: int, seed: int) -> None:
        self.rows = rows
        self.random = np.random.Generator(np.random.PCG64(seed))

    def skewed(self, top: int, power: float = 3) -> np.ndarray:
        """Numbers below `top`, the small ones far more often."""
        return (top * self.random.random(self.rows) ** power).astype(np.int64)

    def texts(self, pool: list[str], empty: float = 0.0, power: float = 3) -> pa.Array:
        codes = self.skewed(len(pool), power)
        picked = pc.take(pa.array(pool), pa.array(codes))
        return pc.if_else(pa.array(self.random.random(self.rows) < empty), "", picked)

    def chance(self, share: float) -> np.ndarray:
        return (self.random.random(self.rows) < share).astype(np.int64)


def addresses(count: int, scheme: str) -> list[str]:
    return [
        f"{scheme}://{HOSTS[i % len(HOSTS)]}/{('search', 'news', 'item', 'page')[i % 4]}/{i * 7919 % 1000003}"
        + ("?q=" + "x" * (i % 40) if i % 3 == 0 else "/")
        for i in range(count)
    ]


def make(rows: int, seed: int = 0) -> pa.Table:
    maker = Maker(rows, seed)
    many = max(20, rows // 8)
    columns: dict[str, pa.Array] = {}
    put_numbers(columns, maker)
    urls, codes = addresses(many, "http"), maker.skewed(many, 4)
    columns["URL"] = pc.if_else(pa.array(codes % 50 == 7), "", pc.take(pa.array(urls), pa.array(codes)))
    hashes = (codes * 2654435761 % (1 << 61)).astype(np.int64)
    columns["URLHash"] = pa.array(np.where(codes == 0, URL_HASH, hashes))
    titles = [f"{TOPICS[i % len(TOPICS)]} {i}" for i in range(many // 2)]
    columns["Title"] = maker.texts(titles, 0.1)
    columns["Referer"] = maker.texts(addresses(many, "https"), 0.3)
    phrases = [f"{TOPICS[i % len(TOPICS)].lower()} {i * 31 % 9973}" for i in range(max(10, rows // 20))]
    columns["SearchPhrase"] = maker.texts(phrases, 0.85)
    models = ["iPad", "iPhone", "Galaxy", "Lumia", "n8", "Xperia"]
    columns["MobilePhoneModel"] = maker.texts(models, 0.9)
    columns["HitColor"] = maker.texts(list("EDFGHT"))
    for number, name in enumerate(WORDS):
        columns[name] = maker.texts([f"{name[:3].lower()}{i}" for i in range(3 + number * 5)], 0.4)
    return pa.table({name: columns[name] for name in ORDER})


def put_numbers(columns: dict[str, pa.Array], maker: Maker) -> None:
    rows, random = maker.rows, maker.random
    small, wide, big = pa.int16(), pa.int32(), pa.int64()
    for number, name in enumerate(SMALL):
        columns[name] = pa.array(maker.skewed(2 + number * 3), small)
    for name in WIDE:
        columns[name] = pa.array(maker.skewed(200_000, 6), wide)
    seconds = np.sort(random.integers(0, 31 * 86_400, rows)) + np.datetime64("2013-07-01", "s").astype(np.int64)
    times = pa.array(seconds * 1_000_000, pa.timestamp("us"))
    columns["EventTime"] = times
    columns["EventDate"] = times.cast(pa.date32(), safe=False)
    columns["ClientEventTime"] = pa.array((seconds + 3) * 1_000_000, pa.timestamp("us"))
    columns["LocalEventTime"] = pa.array((seconds + 7_200) * 1_000_000, pa.timestamp("us"))
    columns["WatchID"] = pa.array(random.integers(1 << 60, 1 << 62, rows), big)
    columns["FUniqID"] = pa.array(random.integers(0, 1 << 62, rows), big)
    columns["ParamPrice"] = pa.array(maker.skewed(10_000), big)
    counters = maker.skewed(6_000, 5)
    columns["CounterID"] = pa.array(np.where(counters < 3, COUNTER, counters), wide)
    users = maker.skewed(max(10, rows // 6), 2)
    columns["UserID"] = pa.array(np.where(users == 0, USER, users * 987654321987 % (1 << 61)), big)
    columns["ClientIP"] = pa.array(users * 40503 % (1 << 31) - (1 << 30), wide)
    columns["RegionID"] = pa.array(maker.skewed(5_000, 5), wide)
    columns["ResolutionWidth"] = pa.array(np.array([0, 1024, 1280, 1366, 1920])[maker.skewed(5, 1)], small)
    columns["ResolutionHeight"] = pa.array(np.array([0, 768, 800, 900, 1080])[maker.skewed(5, 1)], small)
    columns["WindowClientWidth"] = pa.array(maker.skewed(1_900, 1), small)
    columns["WindowClientHeight"] = pa.array(maker.skewed(1_000, 1), small)
    columns["TraficSourceID"] = pa.array(maker.skewed(10, 1) - 1, small)
    columns["SearchEngineID"] = pa.array(maker.skewed(60, 8), small)
    columns["AdvEngineID"] = pa.array(maker.skewed(30, 40), small)
    columns["MobilePhone"] = pa.array(maker.skewed(80, 8), small)
    for name, share in {
        "IsRefresh": 0.15, "IsLink": 0.2, "IsDownload": 0.02, "IsMobile": 0.1, "DontCountHits": 0.05
    }.items():  # fmt: skip
        columns[name] = pa.array(maker.chance(share), small)
    referers = random.integers(0, 1 << 62, rows)
    columns["RefererHash"] = pa.array(np.where(maker.chance(0.02) == 1, REFERER_HASH, referers), big)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=lambda text: int(float(text)), default=1_000_000)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--files", type=int, default=4)
    args = parser.parse_args()
    table = make(args.rows, args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    cuts = [args.rows * i // args.files for i in range(args.files + 1)]
    for number, (begin, end) in enumerate(pairwise(cuts)):
        part = table.slice(begin, end - begin)
        pq.write_table(part, args.out / f"hits-{number:03d}.parquet", row_group_size=250_000)


if __name__ == "__main__":
    main()
