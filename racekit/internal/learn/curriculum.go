package learn

// A Row is a place in the curriculum.
type Row struct {
	Stage   int
	ID      string // of the scenario
	Starter string // the variant to start from; "" is the first that is wrong
}

// Stages are the themes, by number.
var Stages = []string{
	"a data race and its first fix",
	"free of races is not correct",
	"invariants and snapshots",
	"order and publication",
	"locks that hurt",
	"channels: ends of life",
	"waiting",
	"real services",
	"event loop and threads",
	"boss levels",
}

// Curriculum is the order in which exercises are done.
var Curriculum = []Row{
	{0, "lost-update", ""},
	{0, "map-concurrent-write", ""},
	{0, "loopvar-capture", ""},
	{0, "slice-append", ""},
	{0, "rlock-mutation", ""},
	{0, "wrong-lock", ""},
	{1, "lost-update", "atomic Load then Store"},
	{1, "check-then-act", "mutex per method (Balance(); Withdraw())"},
	{1, "syncmap-compound", ""},
	{1, "state-transition", ""},
	{1, "err-capture", ""},
	{1, "unique-id", ""},
	{2, "multi-var-invariant", ""},
	{2, "torn-read", ""},
	{2, "guarded-escape", ""},
	{2, "cow-config", ""},
	{2, "write-skew", ""},
	{3, "publication", ""},
	{3, "waitgroup-add", ""},
	{3, "waitgroup-done", ""},
	{3, "use-before-init", ""},
	{3, "lazy-init", ""},
	{3, "stale-async-result", ""},
	{4, "missing-unlock", ""},
	{4, "self-deadlock", ""},
	{4, "abba", ""},
	{4, "dining", ""},
	{4, "rwmutex-recursion", ""},
	{4, "lock-across-chan", ""},
	{5, "fan-in-close", ""},
	{5, "double-close", ""},
	{5, "send-on-closed", ""},
	{5, "first-response", ""},
	{5, "generator-leak", ""},
	{5, "pool-shutdown", ""},
	{5, "call-after-stop", ""},
	{5, "select-priority", ""},
	{6, "cond-lost-wakeup", "one Signal, two waiters on the same one-shot predicate"},
	{6, "bounded-buffer", ""},
	{6, "edge-notify", ""},
	{7, "get-or-create", ""},
	{7, "future-timeout", ""},
	{7, "ttl-eviction", ""},
	{7, "request-ctx", ""},
	{7, "pool-use-after-put", ""},
	{7, "timer-stop", ""},
	{8, "await-atomicity", ""},
	{8, "offload", ""},
	{8, "loop-stall", ""},
	{8, "loop-self-post", ""},
}
