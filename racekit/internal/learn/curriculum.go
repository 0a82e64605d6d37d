package learn

// A Row is a place in the curriculum.
type Row struct {
	Stage   int
	ID      string // of the scenario
	Starter string // the variant to start from; "" is the first that is wrong
	Break   bool   // it is to be broken by hand, not mended
}

// A Stage is a part of the curriculum.
type Stage struct {
	Title string
	About string // what is learnt
}

// Stages are in order.
var Stages = []Stage{
	{"be the scheduler", "You decide who runs, step by step, on the real code. There is nothing to fix yet: find the schedule that breaks it, with as few preemptions as you can (a preemption takes the turn from a goroutine that could go on). What you see here happens to every program, except that chance decides."},
	{"a data race and its first fix", "Two goroutines use the same memory, one of them writes, and nothing orders them. The detector reports it in any schedule; the question is what really orders them, and what only appears to."},
	{"free of races is not correct", "Each access is safe by itself, go test -race is green, and updates are still lost: what must be one step is two."},
	{"invariants and snapshots", "What must hold is about several variables, or about a value with several parts. Whoever reads between two writes sees what nobody should see."},
	{"order and publication", "Something must have happened before something else reads it. A flag, a sleep, or the order of the lines does not ensure that."},
	{"locks that hurt", "Locks that are not released, taken twice, taken in the wrong order, or held while something is waited for."},
	{"channels: ends of life", "Who closes a channel, who still sends, who is left waiting: panics and goroutines that can never run again."},
	{"waiting", "To wait for a condition is more than to be woken: wake-ups are lost, go to the wrong one, or come too early."},
	{"real services", "Caches, futures, timeouts, pools, requests: the bugs of the earlier stages, as they appear in real code."},
	{"event loop and threads", "One goroutine owns the state and runs one task at a time, as in async programs. Less can go wrong; what still can is here."},
	{"boss levels", "Several bugs at once, and structures that are better taken from a library: ABA, locks and queues made by hand, barriers that are used again."},
}

// Curriculum is the order in which exercises are done.
var Curriculum = []Row{
	{Stage: 0, ID: "lost-update", Starter: "atomic Load then Store", Break: true},
	{Stage: 0, ID: "check-then-act", Starter: "mutex per method (Balance(); Withdraw())", Break: true},
	{Stage: 0, ID: "abba", Break: true},

	{Stage: 1, ID: "lost-update"},
	{Stage: 1, ID: "map-concurrent-write"},
	{Stage: 1, ID: "loopvar-capture"},
	{Stage: 1, ID: "slice-append"},
	{Stage: 1, ID: "rlock-mutation"},
	{Stage: 1, ID: "wrong-lock"},

	{Stage: 2, ID: "lost-update", Starter: "atomic Load then Store"},
	{Stage: 2, ID: "check-then-act", Starter: "mutex per method (Balance(); Withdraw())"},
	{Stage: 2, ID: "syncmap-compound"},
	{Stage: 2, ID: "state-transition"},
	{Stage: 2, ID: "err-capture"},
	{Stage: 2, ID: "unique-id"},

	{Stage: 3, ID: "multi-var-invariant"},
	{Stage: 3, ID: "torn-read"},
	{Stage: 3, ID: "guarded-escape"},
	{Stage: 3, ID: "cow-config"},
	{Stage: 3, ID: "write-skew"},

	{Stage: 4, ID: "publication"},
	{Stage: 4, ID: "waitgroup-add"},
	{Stage: 4, ID: "waitgroup-done"},
	{Stage: 4, ID: "use-before-init"},
	{Stage: 4, ID: "lazy-init"},
	{Stage: 4, ID: "stale-async-result"},

	{Stage: 5, ID: "missing-unlock"},
	{Stage: 5, ID: "self-deadlock"},
	{Stage: 5, ID: "abba"},
	{Stage: 5, ID: "dining"},
	{Stage: 5, ID: "rwmutex-recursion"},
	{Stage: 5, ID: "lock-across-chan"},

	{Stage: 6, ID: "fan-in-close"},
	{Stage: 6, ID: "double-close"},
	{Stage: 6, ID: "send-on-closed"},
	{Stage: 6, ID: "first-response"},
	{Stage: 6, ID: "generator-leak"},
	{Stage: 6, ID: "pool-shutdown"},
	{Stage: 6, ID: "call-after-stop"},
	{Stage: 6, ID: "select-priority"},

	{Stage: 7, ID: "cond-lost-wakeup", Starter: "one Signal, two waiters on the same one-shot predicate"},
	{Stage: 7, ID: "bounded-buffer"},
	{Stage: 7, ID: "edge-notify"},

	{Stage: 8, ID: "get-or-create"},
	{Stage: 8, ID: "future-timeout", Starter: "result in UNbuffered chan, no shared field"},
	{Stage: 8, ID: "ttl-eviction"},
	{Stage: 8, ID: "errgroup-pipeline"},
	{Stage: 8, ID: "singleflight-ctx"},
	{Stage: 8, ID: "request-ctx"},
	{Stage: 8, ID: "pool-use-after-put"},
	{Stage: 8, ID: "timer-stop"},
	{Stage: 8, ID: "parallel-subtests"},

	{Stage: 9, ID: "await-atomicity"},
	{Stage: 9, ID: "offload"},
	{Stage: 9, ID: "loop-stall"},
	{Stage: 9, ID: "loop-self-post"},

	{Stage: 10, ID: "future-timeout"},
	{Stage: 10, ID: "aba"},
	{Stage: 10, ID: "hand-rolled-lock"},
	{Stage: 10, ID: "hand-rolled-lock", Starter: "turn then flag"},
	{Stage: 10, ID: "spsc-ring"},
	{Stage: 10, ID: "cyclic-barrier"},
	{Stage: 10, ID: "striped-counter"},
}
