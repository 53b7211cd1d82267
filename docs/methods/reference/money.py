"""Works out the money of invented people on the contracts of money.toml a second time, without the program.

    python docs/methods/reference/money.py

writes money-people.csv and money-lines.csv beside it. The people come from a fixed seed. It needs Python 3.11 and
nothing else. A test of src/finance reads the three files and finds the same figures.

How it differs from the program: shares are fractions, days are dates, every figure is worked out on its own from the
people instead of being added up on the way, and caps are played through payment by payment. Claims in rows that are
set aside come from seeds of their own.
"""

import calendar
import csv
import random
import tomllib
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from pathlib import Path

HERE = Path(__file__).parent
MILESTONES = ["attachment", "job_start", "outcome", "sustainment", "delivery"]
PEOPLE = 45


# ---- invented people

def some_day(rng):
    return date(2012, 1, 1) + timedelta(days=rng.randrange(900))


def invent(rng):
    referral = some_day(rng)
    later = lambda day, most: day + timedelta(days=rng.randrange(most))
    attachment = later(referral, 40) if rng.random() < 0.9 else None
    job_start = later(attachment, 200) if attachment and rng.random() < 0.8 else None
    by_dates = later(job_start + timedelta(days=91), 200) if job_start and rng.random() < 0.7 else None
    outcome = by_dates
    if rng.random() < 0.08:
        outcome, by_dates = "undated", None
    sustainments, day = [], by_dates
    while day and rng.random() < 0.75:
        day = day + timedelta(days=28 + rng.randrange(5))
        sustainments.append(day)
    claims = []
    for milestone, day in [("attachment", attachment), ("outcome", outcome), *(("sustainment", d) for d in sustainments)]:
        if rng.random() > (0.6 if day else 0.1):
            continue
        claim = None if day == "undated" else (day or some_day(rng)) + timedelta(days=rng.randrange(-10, 60))
        paid = later(claim, 90) if claim and rng.random() < 0.6 else None
        pence = rng.choice([None, 40000, 17000, rng.randrange(150000)]) if paid else None
        claims.append((milestone, claim, paid, pence))
        if rng.random() < 0.25:
            claims.append(claims[-1])
        if paid and rng.random() < 0.25:
            claims.append((milestone, claim, later(paid, 300), rng.choice([None, pence, 5000])))
    expected = [(rng.choice(MILESTONES[:4]), some_day(rng)) for _ in range(rng.randrange(3))]
    return {
        "group": rng.choice(["1", "3", "3a", "3B", "6b", "9", ""]),
        "referral": referral, "attachment": attachment, "job_start": job_start, "outcome": outcome,
        "by_dates": by_dates, "sustainments": sustainments, "near_miss": rng.random() < 0.2,
        "expected": expected, "claims": claims,
    }


def invent_set_aside(rng, person):
    """Claims in rows that are set aside: many have no day, some the day of a claim that counts."""
    rows = []
    for milestone, day in [("attachment", person["attachment"]), ("job_start", person["job_start"]),
                           ("outcome", person["by_dates"]), *(("sustainment", d) for d in person["sustainments"])]:
        if rng.random() < 0.3:
            claim = (day or some_day(rng)) + timedelta(days=rng.randrange(-10, 60)) if rng.random() < 0.8 else None
            rows.append((milestone, claim, None, None))
    if person["claims"] and rng.random() < 0.3:
        rows.append((*rng.choice(person["claims"])[:2], None, None))
    if rows and rng.random() < 0.3:
        rows.append(rows[-1])
    return rows


# ---- the rules

def plus_months(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def split(pence, parts):
    small = pence // parts
    return [pence - small * (parts - 1)] + [small] * (parts - 1)


def percent_of(whole, percent):
    return floor(Fraction(whole) * Fraction(str(percent)) / 100 + Fraction(1, 2))


def quarter(day):
    start = day.year - (day.month < 4)
    return f"{start}-{(start + 1) % 100:02}-Q{(day.month - 4) % 12 // 3 + 1}"


def end_of_next_quarter(day):
    first_of_this = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return plus_months(first_of_this, 6) - timedelta(days=1)


class Terms:
    def __init__(self, case):
        self.programme, self.contract = tomllib.loads(case["programme"]), tomllib.loads(case["contract"])
        self.caps = self.contract.get("cap", []) + self.programme.get("cap", [])

    def fees(self, milestone):
        for source in (self.contract, self.programme):
            own = [fee for fee in source.get("fee", []) if fee["milestone"] == milestone]
            if own:
                return own
        return []

    def most_sustainments(self, group):
        groups = {own["code"].lower(): own for own in self.programme.get("payment_group", [])}
        own = groups.get(group.lower()) or groups.get(group.rstrip("abAB"))
        most = self.programme.get("sustainment", {}).get("most", 0)
        return (own or {}).get("sustainments", most)

    def fee(self, milestone, person):
        """("nothing",), ("unknown",), or ("fee", pence, months, confirmed)."""
        fees = self.fees(milestone)
        if not fees:
            return ("nothing",)
        named = {code.lower() for fee in fees for code in fee.get("payment_groups", [])}
        group = person["group"].lower()
        group = group if group in named else group.rstrip("ab")
        mine = [fee for fee in fees if not fee.get("payment_groups") or group in [c.lower() for c in fee["payment_groups"]]]
        if not mine:
            return ("unknown",)
        for fee in mine:
            if fee.get("referred_from", date.min) <= person["referral"] <= fee.get("referred_until", date.max):
                pence = fee.get("pence")
                if pence is None and "percent" in fee and "price_pence" in self.contract:
                    pence = percent_of(self.contract["price_pence"], fee["percent"])
                if pence is None:
                    return ("unknown",)
                return ("fee", pence, fee.get("instalment_months") or [0], fee.get("confirmed", True))
        return ("nothing",)


def parts(fee, reached):
    amounts = split(fee[1], len(fee[2]))
    return [(plus_months(reached, months) if reached else None, pence) for months, pence in zip(fee[2], amounts)]


def reached(terms, person, milestone, as_at):
    """Days, None for a mark without one."""
    if milestone == "delivery":
        days = []
    elif milestone == "sustainment":
        days = person["sustainments"][: terms.most_sustainments(person["group"])]
    else:
        days = [person[milestone]] if person[milestone] else []
    return [None if day == "undated" else day for day in days if day == "undated" or day <= as_at]


def claims_of(person, milestone, as_at, which="claims"):
    """Claims in time: (day, payments)."""
    rows = [row for row in person[which] if row[0] == milestone and (row[1] or row[2] or date.min) <= as_at]
    by_key = defaultdict(list)
    for row in rows:
        by_key[(row[1] or row[2]) if milestone == "sustainment" else None].append(row)
    out = []
    for _, own in sorted(by_key.items(), key=lambda item: item[0] or date.min):
        days = [row[1] or row[2] for row in own if row[1] or row[2]]
        paid = {(row[2], row[3]) for row in own if (row[2] or row[3] is not None) and (row[2] or date.min) <= as_at}
        out.append((min(days, default=None), sorted(paid, key=lambda p: (p[0] or date.min, -1 if p[1] is None else p[1]))))
    return out


def only_aside(person, milestone, as_at):
    """How many claims stand in rows that are set aside alone."""
    counted = {day for day, _ in claims_of(person, milestone, as_at)}
    return sum(1 for day, _ in claims_of(person, milestone, as_at, "set_aside") if day not in counted)


def amounts(fee, start, payments):
    """Each payment's day and pence; None where nobody can say."""
    out, before = [], 0
    for day, pence in payments:
        if pence is None and fee[0] == "fee":
            running, owed = 0, None
            for due, part in parts(fee, start):
                if running > before and due and day and due > day:
                    break
                running += part
                owed = running
            pence = max(owed - before, 0)
        out.append((day, pence))
        before += pence or 0
    return out


def order_of(person):
    def happened(day):
        return (0, date.min) if day is None else (2, date.min) if day == "undated" else (1, day)

    def optional(value):
        return (0, 0) if value is None else (1, value)

    def rows(which):
        return [(MILESTONES.index(m), *map(optional, rest)) for m, *rest in person[which]]

    return (
        person["group"] or "-", (1, person["referral"]), happened(person["attachment"]), happened(person["job_start"]),
        happened(person["outcome"]), happened(person["by_dates"]), person["sustainments"], person["near_miss"],
        [(MILESTONES.index(m), day) for m, day in person["expected"]],
        rows("claims"), rows("set_aside"),
    )


def payments_of(terms, people, as_at):
    """Every payment: a dict each."""
    horizon, out = end_of_next_quarter(as_at), []
    for who, person in enumerate(people):
        for milestone in MILESTONES[:4]:
            fee = terms.fee(milestone, person)
            if fee[0] != "fee":
                continue
            days = reached(terms, person, milestone, as_at)
            claims = claims_of(person, milestone, as_at)
            aside = only_aside(person, milestone, as_at)
            ahead = hopes(terms, person, milestone, as_at)
            for number, day in enumerate(days + ahead):
                first = min((due for due, _ in parts(fee, day) if due), default=None)
                for due, pence in parts(fee, day):
                    hoped = number >= len(days)
                    if hoped and due > horizon:
                        continue
                    told = "yes" if number < len(claims) else "aside" if number < len(claims) + aside else "no"
                    out.append(dict(who=who, milestone=milestone, number=number, reached=day, due=due, pence=pence,
                                    first=first, confirmed=fee[3], claimed=told, hoped=hoped))
    for fee in terms.fees("delivery")[:1]:
        total = percent_of(terms.contract["value_pence"], fee["percent"])
        for i, pence in enumerate(split(total, fee["months"])):
            due = plus_months(terms.contract["start"], i + 1) - timedelta(days=1)
            if due <= horizon:
                out.append(dict(who=None, milestone="delivery", number=0, reached=due, due=due, pence=pence,
                                first=due, confirmed=True, claimed="no", hoped=False))
    return play_caps(terms, people, out)


def play_caps(terms, people, payments):
    start = terms.contract.get("start")

    def year(day):
        if start is None or day is None:
            return None
        return max(0, day.year - start.year - ((day.month, day.day) < (start.month, start.day)))

    def key(p):
        rank = (0,) if p["who"] is None else (1, order_of(people[p["who"]]))
        return (p["hoped"], p["due"] or date.min, MILESTONES.index(p["milestone"]), p["number"], rank, p["reached"] or date.min)

    money, admitted = defaultdict(int), defaultdict(set)
    for p in sorted(payments, key=key):
        room, uses = p["pence"], []
        for which, cap in enumerate(terms.caps):
            if cap.get("milestone", p["milestone"]) != p["milestone"]:
                continue
            whole = cap["per"] == "contract"
            money_in, people_in = ("all", "all") if whole else (year(p["due"]), year(p["first"]))
            if money_in is not None:
                uses.append(("money", which, money_in))
                if "pence" in cap:
                    room = min(room, max(0, cap["pence"] - money[which, money_in]))
            if people_in is not None and p["who"] is not None:
                uses.append(("people", which, people_in))
                inside = admitted[which, people_in]
                if "people" in cap and p["who"] not in inside and len(inside) >= cap["people"]:
                    room = 0
        p["cut"], p["pence"] = p["pence"] - room, room
        if room > 0:
            for kind, which, where in uses:
                if kind == "money":
                    money[which, where] += room
                else:
                    admitted[which, where].add(p["who"])
    return payments


def hopes(terms, person, milestone, as_at):
    horizon = end_of_next_quarter(as_at)
    most = terms.most_sustainments(person["group"]) if milestone == "sustainment" else 1
    room = max(0, most - len(reached(terms, person, milestone, as_at)))
    return [day for own, day in person["expected"] if own == milestone and as_at < day <= horizon][:room]


# ---- the figures of a line

def line(terms, people, payments, milestone, as_at):
    horizon = end_of_next_quarter(as_at)
    own = [p for p in payments if p["milestone"] == milestone]
    due = [p for p in own if p["due"] is None or p["due"] <= as_at]
    days = [reached(terms, person, milestone, as_at) for person in people]
    fees = [terms.fee(milestone, person) for person in people]
    claims = [claims_of(person, milestone, as_at) for person in people]
    told = any(row[0] == milestone for person in people for row in person["claims"])
    told_paid = any(row[0] == milestone and (row[2] or row[3] is not None) for person in people for row in person["claims"])
    out = {
        "people": sum(1 for own in days if own),
        "times": sum(map(len, days)) if milestone != "delivery" else len(due),
        "achieved": sum(p["pence"] for p in due),
        "unconfirmed": sum(p["pence"] for p in due if not p["confirmed"]),
        "without_fee": sum(1 for own, fee in zip(days, fees) if own and fee[0] == "unknown"),
        "cut_times": sum(1 for p in due if p["cut"]), "cut": sum(p["cut"] for p in due),
        "later": sum(p["pence"] for p in own if p["due"] and p["due"] > horizon),
    }
    soon = [p for p in own if p["due"] and as_at < p["due"] <= horizon]
    out["next_instalment_times"] = sum(1 for p in soon if not p["hoped"])
    out["next_instalments"] = sum(p["pence"] for p in soon if not p["hoped"])
    out["next_people_times"] = sum(len(hopes(terms, person, milestone, as_at)) for person in people)
    out["next_people"] = sum(p["pence"] for p in soon if p["hoped"])
    near = [fee for person, own, fee in zip(people, days, fees) if milestone == "outcome" and person["near_miss"] and not own]
    out["near_times"], out["near"] = len(near), sum(fee[1] for fee in near if fee[0] == "fee")
    by_quarter = defaultdict(int)
    for p in due:
        if p["due"]:
            by_quarter[quarter(p["due"])] += p["pence"]
    out["by_quarter"] = " ".join(f"{q}:{pence}" for q, pence in sorted(by_quarter.items()))
    out.update(claim_figures(terms, people, days, fees, claims, milestone, as_at) if told else {})
    out.update(paid_figures(days, fees, claims) if told_paid else {})
    aside = [only_aside(person, milestone, as_at) for person in people]
    told_aside = any(row[0] == milestone for person in people for row in person["set_aside"])
    figures = unclaimed(days, fees, claims, aside, due, as_at)
    out.update({key: figures[key] for key in ("unclaimed_times", "unclaimed") if told})
    out.update({key: figures[key] for key in ("aside_times", "aside") if told or told_aside})
    return out


def claim_figures(terms, people, days, fees, claims, milestone, as_at):
    claimed, unsupported = [], []
    for person, own, fee, rows in zip(people, days, fees, claims):
        for number, (day, _) in enumerate(rows):
            start = (own[number] if number < len(own) else None) or day
            worth = sum(p for due, p in parts(fee, start) if due is None or due <= as_at) if fee[0] == "fee" else 0
            claimed.append(worth)
            shown = person["by_dates"] if milestone == "outcome" else own[number] if number < len(own) else None
            if shown is None or shown > min(day or as_at, as_at):
                unsupported.append(worth)
    return {"claimed_times": len(claimed), "claimed": sum(claimed),
            "unsupported_times": len(unsupported), "unsupported": sum(unsupported)}


def paid_figures(days, fees, claims):
    paid, unknown, above = [], 0, []
    for own, fee, rows in zip(days, fees, claims):
        for number, (day, payments) in enumerate(rows):
            start = (own[number] if number < len(own) else None) or day
            made = amounts(fee, start, payments)
            known = [pence for _, pence in made if pence is not None]
            paid += known
            unknown += len(made) - len(known)
            if made and fee[0] != "unknown":
                most = fee[1] if fee[0] == "fee" else 0
                above += [sum(known) - most] if sum(known) > most else []
    return {"paid_times": len(paid), "paid": sum(paid), "paid_without_amount": unknown,
            "above_times": len(above), "above": sum(above)}


def unclaimed(days, fees, claims, aside, due, as_at):
    def band(day):
        if day is None or as_at <= plus_months(day, 3):
            return 0
        return 1 if as_at <= plus_months(day, 6) else 2 if as_at <= plus_months(day, 12) else 3

    times, pence = [0] * 4, [0] * 4
    aside_times = 0
    for own, fee, rows, more in zip(days, fees, claims, aside):
        missing = own[len(rows):] if fee[0] != "nothing" else []
        aside_times += len(missing[:more])
        for day in missing[more:]:
            times[band(day)] += 1
    for p in due:
        if p["claimed"] == "no":
            pence[band(p["reached"])] += p["pence"]
    return {"unclaimed_times": " ".join(map(str, times)), "unclaimed": " ".join(map(str, pence)),
            "aside_times": aside_times, "aside": sum(p["pence"] for p in due if p["claimed"] == "aside")}


# ---- files

PERSON = ["case", "group", "referral", "attachment", "job_start", "outcome", "by_dates", "sustainments", "near_miss", "expected", "claims", "set_aside"]
LINE = ["case", "as_at", "milestone", "people", "times", "achieved", "unconfirmed", "without_fee", "cut_times", "cut", "later",
        "next_instalment_times", "next_instalments", "next_people_times", "next_people", "near_times", "near",
        "claimed_times", "claimed", "unsupported_times", "unsupported", "paid_times", "paid", "paid_without_amount",
        "above_times", "above", "unclaimed_times", "unclaimed", "aside_times", "aside", "by_quarter"]


def text(value):
    if isinstance(value, list):
        return " ".join(":".join(map(text, item)) if isinstance(item, tuple) else text(item) for item in value)
    return "" if value is None else str(int(value)) if isinstance(value, bool) else str(value)


def write(name, header, rows):
    with open(HERE / name, "w", newline="") as file:
        writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: text(value) for key, value in row.items()} for row in rows)


def main():
    rng = random.Random(2026)
    people_rows, line_rows = [], []
    for case in tomllib.loads((HERE / "money.toml").read_text())["case"]:
        terms, people = Terms(case), [invent(rng) for _ in range(PEOPLE)]
        aside = random.Random("set aside, " + case["name"])
        people = [dict(person, set_aside=invent_set_aside(aside, person)) for person in people]
        people_rows += [dict(person, case=case["name"]) for person in people]
        for as_at in map(date.fromisoformat, case["as_at"]):
            payments = payments_of(terms, people, as_at)
            claimed = {row[0] for person in people for row in person["claims"]}
            for milestone in MILESTONES:
                if terms.fees(milestone) or milestone in claimed:
                    figures = line(terms, people, payments, milestone, as_at)
                    line_rows.append(dict(figures, case=case["name"], as_at=as_at, milestone=milestone))
    write("money-people.csv", PERSON, people_rows)
    write("money-lines.csv", LINE, line_rows)


if __name__ == "__main__":
    main()
