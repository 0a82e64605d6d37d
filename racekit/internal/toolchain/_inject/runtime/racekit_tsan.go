package runtime

// ThreadSanitizer does not know of executions: what happens in one must be ordered
// before what happens in the next.
const rkdOwn = false

func rkdBegin() {}

func rkdEnd() {}

func rkdStepped(*g) {}

func rkdExact() bool { return true }

func rkdClashes() []uint32 { return nil }
