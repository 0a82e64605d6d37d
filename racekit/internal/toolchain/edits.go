package toolchain

// edits returns every edit of the user's GOROOT for a detector, in no particular
// order. Each anchor must match exactly once; no other Go source text is kept here.
func edits(d Detector) []Edit {
	var all []Edit
	all = append(all, runtimeEdits...)
	all = append(all, timeEdits...)
	all = append(all, chanEdits...)
	all = append(all, raceEdits()...)
	all = append(all, atomicEdits()...)
	all = append(all, syncEdits()...)
	all = append(all, testingEdits...)
	all = append(all, stateEdits()...)
	if d == Own {
		all = append(all, detectorEdits()...)
		all = append(all, cgoEdits()...)
	}
	return all
}
