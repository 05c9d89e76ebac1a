// The rules under which neighbours lend each other tools, as they are deployed: the very text of src/Scew.Machines/Applications/lending.machine.

/** Its name in the group is the hash of this text. */
export const LENDING = String.raw`# A tool that neighbours lend each other who need not trust each other. Whoever books waits in a queue and has a time to pick the tool up; owner and borrower sign
# every hand-over with the tool's condition and the hash of a photo. A deposit in loyalty points is set aside in the borrower's account (points.machine) in the step
# in which the tool goes out, and goes back or is kept in the step that ends the inspection.
machine Lending "a neighbourhood lends a tool"

enum Condition: Fine, Worn, Faulty

record Entry: step: text(16), from: account, to: account, at: time, condition: Condition, photo: bytes(32)
record Standing: loans: int, late: int, damaged: int, lost: int

value title: text(80), owner: account, holder: account, deposit: amount, ownPoints: asset?, pickUp: duration
# First come, first served.
value queue: list(account, 8)
# The last hand-overs, and what everybody's loans of this tool came to.
value history: list(Entry, 16), standings: map(account, Standing, 32)
# The loan: who, until when, and where the deposit lies how long.
value borrower: account?, dueBack: time?, points: asset?, hold: text(32) = "", holdEnds: time?

states Start,
  Ready,
  Reserved(pickUpEnds: time),
  Offered(pickUpEnds: time),
  OnLoan,
  Overdue(lostAt: time),
  Returned(inspectBy: time),
  Damaged(claimed: amount, answerBy: time),
  Disputed(claimed: amount),
  InRepair,
  Lost,
  Retired
final Retired

transition create: Start -> Ready (title: text(80), deposit: amount, ownPoints: asset?, pickUp: duration)
  guard input.pickUp >= 1 hours and input.pickUp <= 30 days
    else "who books has an hour to 30 days to pick the tool up"
  guard input.deposit = 0 or input.ownPoints is some else "a deposit needs the owner's points account"
  effect title := input.title,
    holder := caller,
    deposit := input.deposit,
    ownPoints := input.ownPoints,
    pickUp := input.pickUp

# Bookings
transition book: Ready -> Reserved
  guard caller != owner else "the owner needs no booking"
  effect queue := [caller], pickUpEnds := now + pickUp

transition queueUp: Reserved -> Reserved
  guard caller != owner else "the owner needs no booking"
  guard not (caller in queue) else "you wait already"
  effect queue := queue + [caller]

transition bookNext: OnLoan -> OnLoan
  guard caller != owner and borrower != caller else "owner and borrower need no booking"
  guard not (caller in queue) else "you wait already"
  effect queue := queue + [caller]

transition leaveQueue: Reserved -> Reserved
  guard caller in queue else "you have no booking"
  guard size(queue) > 1 else "nobody else waits; cancel the booking"
  effect queue := remove(queue, caller), pickUpEnds := if queue[0] = caller then now + pickUp else pickUpEnds

transition cancel: Reserved -> Ready
  guard queue = [caller] else "only who waits alone cancels the booking"
  effect queue := []

transition leaveNext: OnLoan -> OnLoan
  guard caller in queue else "you have no booking"
  effect queue := remove(queue, caller)

transition passOver: Reserved -> Reserved
  automatic when now >= if size(queue) > 1 then pickUpEnds else none
  effect queue := where who at i in queue: i > 0, pickUpEnds := now + pickUp

transition release: Reserved -> Ready
  automatic when now >= if size(queue) > 1 then none else pickUpEnds
  effect queue := []

# Hand-overs
transition offer: Reserved -> Offered (until: time)
  by owner else "only the owner offers the tool"
  guard input.until > now + pickUp else "the return date lies before the end of the pick-up time"
  guard input.until <= now + 365 days else "a loan ends within a year"
  effect borrower := queue[0], dueBack := input.until, pickUpEnds := now + pickUp

transition offerTo: Ready -> Offered (to: account, until: time)
  by owner else "only the owner offers the tool"
  guard input.to != owner else "the owner has the tool"
  guard input.until > now + pickUp else "the return date lies before the end of the pick-up time"
  guard input.until <= now + 365 days else "a loan ends within a year"
  effect queue := [input.to], borrower := input.to, dueBack := input.until, pickUpEnds := now + pickUp

transition withdraw: Offered -> Reserved
  by owner else "only the owner takes an offer back"
  effect borrower := none, dueBack := none, pickUpEnds := now + pickUp

transition decline: Offered -> Reserved
  by borrower else "only the one to whom the tool is offered declines"
  guard size(queue) > 1 else "nobody else waits; decline as the last"
  effect queue := where who at i in queue: i > 0, borrower := none, dueBack := none, pickUpEnds := now + pickUp

transition declineLast: Offered -> Ready
  by borrower else "only the one to whom the tool is offered declines"
  guard size(queue) = 1 else "somebody else waits"
  effect queue := [], borrower := none, dueBack := none

transition noShow: Offered -> Reserved
  automatic when now >= if size(queue) > 1 then pickUpEnds else none
  effect queue := where who at i in queue: i > 0, borrower := none, dueBack := none, pickUpEnds := now + pickUp

transition noShowLast: Offered -> Ready
  automatic when now >= if size(queue) > 1 then none else pickUpEnds
  effect queue := [], borrower := none, dueBack := none

transition handOver: Offered -> OnLoan (condition: Condition, photo: bytes(32), points: asset?, hold: text(32))
  by owner and borrower else "owner and borrower sign the hand-over"
  guard deposit = 0 or input.points is some else "a deposit needs the borrower's points account"
  let to = borrower ?? owner
  let ends = (dueBack ?? now) + 90 days
  effect holder := to,
    queue := where who in queue: who != to,
    points := input.points,
    hold := input.hold,
    holdEnds := ends,
    history := where one at i in history + [Entry(step: "handOver", from: owner, to: to, at: now, condition: input.condition, photo: input.photo)]:
      i >= size(history) - 15
  call input.points.authorise(hold: input.hold,
    amount: deposit,
    agent: accountOf(asset),
    until: ends)
    when deposit > 0
  event handedOver(to: to, condition: input.condition)

transition extend: OnLoan -> OnLoan (until: time)
  by owner and borrower else "owner and borrower sign a longer loan"
  guard size(queue) = 0 else "somebody else waits for the tool"
  guard input.until > (dueBack ?? now) else "the new return date is not later"
  guard input.until <= now + 365 days else "a loan ends within a year"
  guard deposit = 0 or input.until + 60 days <= (holdEnds ?? now) else "the deposit is not set aside so long"
  effect dueBack := input.until

transition reportDamage: OnLoan -> OnLoan (note: text(200), photo: bytes(32))
  by borrower else "only the borrower reports damage during a loan"
  effect history := where one at i in history + [Entry(step: "damage", from: holder, to: holder, at: now, condition: Faulty, photo: input.photo)]:
      i >= size(history) - 15
  event damageReported(note: input.note)

transition late: OnLoan -> Overdue
  automatic when now >= dueBack
  let before = standings[holder] ?? Standing(loans: 0, late: 0, damaged: 0, lost: 0)
  effect lostAt := (dueBack ?? now) + 30 days,
    standings := if holder in standings or size(standings) < 32
      then put(standings, holder, before with (late: before.late + 1))
      else standings
  event overdue(borrower: holder)

transition giveBack: OnLoan, Overdue -> Returned (condition: Condition, photo: bytes(32))
  by owner and borrower else "owner and borrower sign when the tool comes back"
  let before = standings[holder] ?? Standing(loans: 0, late: 0, damaged: 0, lost: 0)
  effect holder := owner,
    inspectBy := now + 7 days,
    history := where one at i in history + [Entry(step: "giveBack", from: holder, to: owner, at: now, condition: input.condition, photo: input.photo)]:
      i >= size(history) - 15,
    standings := if holder in standings or size(standings) < 32
      then put(standings, holder, before with (loans: before.loans + 1))
      else standings
  event cameBack(condition: input.condition)

# Inspections: what is not inspected in time is accepted.
transition accept: Returned -> Ready
  by owner else "only the owner inspects the tool"
  guard size(queue) = 0 else "somebody waits; accept for the next"
  effect borrower := none, dueBack := none, points := none, holdEnds := none
  call points.void(hold: hold) when deposit > 0 and now < (holdEnds ?? now)

transition acceptForNext: Returned -> Reserved
  by owner else "only the owner inspects the tool"
  guard size(queue) > 0 else "nobody waits"
  effect borrower := none, dueBack := none, points := none, holdEnds := none, pickUpEnds := now + pickUp
  call points.void(hold: hold) when deposit > 0 and now < (holdEnds ?? now)

transition acceptByTime: Returned -> Ready
  automatic when now >= if size(queue) = 0 then inspectBy else none
  effect borrower := none, dueBack := none, points := none, holdEnds := none
  call points.void(hold: hold) when deposit > 0 and now < (holdEnds ?? now)

transition acceptByTimeForNext: Returned -> Reserved
  automatic when now >= if size(queue) = 0 then none else inspectBy
  effect borrower := none, dueBack := none, points := none, holdEnds := none, pickUpEnds := now + pickUp
  call points.void(hold: hold) when deposit > 0 and now < (holdEnds ?? now)

transition claim: Returned -> Damaged (keep: amount, note: text(200))
  by owner else "only the owner inspects the tool"
  guard input.keep <= deposit else "the deposit is smaller"
  effect claimed := input.keep, answerBy := now + 14 days
  event claims(keep: input.keep, note: input.note)

transition agree: Damaged -> InRepair
  by borrower else "only the borrower agrees"
  let before = standings[caller] ?? Standing(loans: 0, late: 0, damaged: 0, lost: 0)
  effect standings := if caller in standings or size(standings) < 32
      then put(standings, caller, before with (damaged: before.damaged + 1))
      else standings
  call points.forfeit(hold: hold, amount: claimed, to: ownPoints) when deposit > 0 and now < (holdEnds ?? now)

transition claimStands: Damaged -> InRepair
  automatic when now >= answerBy
  let who = borrower ?? owner
  let before = standings[who] ?? Standing(loans: 0, late: 0, damaged: 0, lost: 0)
  effect standings := if who in standings or size(standings) < 32
      then put(standings, who, before with (damaged: before.damaged + 1))
      else standings
  call points.forfeit(hold: hold, amount: claimed, to: ownPoints) when deposit > 0 and now < (holdEnds ?? now)

# When the deposit could not be moved in time, because the owner's account or the borrower's refused it: on without it. The hold goes back when it lapses.
transition waive: Damaged -> InRepair
  by owner or 2 of members else "the owner or two members give a claim up"
  guard now >= answerBy else "the borrower still has time to answer"
  event waived(keep: claimed)

# The owner does not sign that the tool came back.
transition contest: Overdue -> Disputed (note: text(200))
  by borrower else "only the borrower says that the tool came back"
  effect claimed := deposit
  event contested(note: input.note)

transition dispute: Damaged -> Disputed
  by borrower else "only the borrower disputes a claim"

transition resolve: Disputed -> InRepair (keep: amount, reason: text(200))
  by 2 of members else "two members settle a dispute"
  guard input.keep <= claimed else "the owner claims less"
  effect holder := owner
  call points.forfeit(hold: hold, amount: input.keep, to: ownPoints) when deposit > 0 and now < (holdEnds ?? now)
  event resolved(keep: input.keep, reason: input.reason)

# Nor did the members see it.
transition resolveLost: Disputed -> Lost (keep: amount, reason: text(200))
  by 2 of members else "two members settle a dispute"
  guard holder != owner else "the tool is back"
  guard input.keep <= claimed else "the owner claims less"
  let before = standings[holder] ?? Standing(loans: 0, late: 0, damaged: 0, lost: 0)
  effect standings := if holder in standings or size(standings) < 32
      then put(standings, holder, before with (lost: before.lost + 1))
      else standings
  call points.forfeit(hold: hold, amount: input.keep, to: ownPoints) when deposit > 0 and now < (holdEnds ?? now)
  event resolved(keep: input.keep, reason: input.reason)

transition repaired: InRepair -> Ready
  by owner else "only the owner says that the tool works"
  guard size(queue) = 0 else "somebody waits; the tool is ready for the next"
  effect borrower := none, dueBack := none, points := none, holdEnds := none

transition repairedForNext: InRepair -> Reserved
  by owner else "only the owner says that the tool works"
  guard size(queue) > 0 else "nobody waits"
  effect borrower := none, dueBack := none, points := none, holdEnds := none, pickUpEnds := now + pickUp

# Losses and the end
transition lose: Overdue -> Lost
  automatic when now >= lostAt
  let before = standings[holder] ?? Standing(loans: 0, late: 0, damaged: 0, lost: 0)
  effect standings := if holder in standings or size(standings) < 32
      then put(standings, holder, before with (lost: before.lost + 1))
      else standings
  call points.forfeit(hold: hold, amount: deposit, to: ownPoints) when deposit > 0 and now < (holdEnds ?? now)
  event lost(borrower: holder)

transition declareLost: Overdue -> Lost
  by owner else "only the owner gives an overdue tool up"
  let before = standings[holder] ?? Standing(loans: 0, late: 0, damaged: 0, lost: 0)
  effect standings := if holder in standings or size(standings) < 32
      then put(standings, holder, before with (lost: before.lost + 1))
      else standings
  call points.forfeit(hold: hold, amount: deposit, to: ownPoints) when deposit > 0 and now < (holdEnds ?? now)
  event lost(borrower: holder)

transition reportLost: OnLoan -> Lost
  by borrower else "only the borrower reports a lent tool lost"
  let before = standings[holder] ?? Standing(loans: 0, late: 0, damaged: 0, lost: 0)
  effect standings := if holder in standings or size(standings) < 32
      then put(standings, holder, before with (lost: before.lost + 1))
      else standings
  call points.forfeit(hold: hold, amount: deposit, to: ownPoints) when deposit > 0 and now < (holdEnds ?? now)
  event lost(borrower: holder)

transition missing: Ready -> Lost
  by owner else "only the owner misses the tool"

transition found: Lost -> InRepair
  by owner else "only the owner takes a found tool in"
  effect holder := owner

transition retire: Ready, InRepair -> Retired
  by owner else "only the owner retires the tool"
  effect queue := [], borrower := none, dueBack := none, points := none, holdEnds := none

invariant state = Ready or state = Reserved or state = Returned or state = Retired implies holder = owner
  else "a tool that is not lent is with its owner"
invariant state = Ready implies size(queue) = 0 and borrower is none else "a tool that is ready is booked by nobody"
invariant state = Reserved or state = Offered implies size(queue) > 0 else "a booked tool has somebody who waits"
invariant state = Offered implies queue[0] = borrower else "a tool is offered to the one whose turn it is"
invariant state = OnLoan or state = Overdue implies borrower = holder and holder != owner
  else "a lent tool is with its borrower"
invariant all who at i in queue: all other at j in queue: i = j or who != other else "nobody waits twice"
property OnLoan only after Offered
property Returned only after handOver
property never Ready after Retired
property from Damaged eventually InRepair
property from Ready eventually Retired
`;
