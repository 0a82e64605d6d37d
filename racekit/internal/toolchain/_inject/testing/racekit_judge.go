package testing

// rkJudge says what to make of the execution in progress; nil leaves that to
// its test.
var rkJudge func(waits bool) (wrong bool, message string)

// RacekitJudge has judge called after this execution, where nothing is a step
// any more, if it came to its end or to where nobody can go on (waits). What
// judge calls wrong is a failure with its message; that goroutines wait or are
// left is none then.
func (c *common) RacekitJudge(judge func(waits bool) (wrong bool, message string)) {
	if rkInside() != 0 {
		rkJudge = judge
	}
}

// rkJudged corrects an outcome.
func rkJudged(raw *rkw_RawOutcome) {
	waits := raw.Status == rkw_StatusDeadlock || raw.Status == rkw_StatusTimedOut
	if !waits && raw.Status != rkw_StatusPassed {
		return
	}
	rkRealTime()
	switch wrong, message := rkJudge(waits); {
	case wrong:
		raw.Status, raw.Message = rkw_StatusFailed, message
	case waits:
		raw.Status, raw.Message = rkw_StatusPassed, ""
	}
}

// RacekitProtocol names the words in which RacekitServe is spoken to.
func (c *common) RacekitProtocol() uint32 { return rkw_Version }
