package toolchain

// detectorEdits make the runtime call racekit's own race detector in place of
// ThreadSanitizer. With the files of _inject whose names begin with ownFile, and
// with detectorGrafts, they are what the variant of that detector has and the
// other has not.
func detectorEdits() []Edit { return nil }

// detectorGrafts are the sources of the detector.
func detectorGrafts() []graft { return nil }

// HasOwn reports whether there is a detector of racekit's own.
func HasOwn() bool { return len(detectorEdits()) > 0 }
