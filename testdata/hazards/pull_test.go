package hazards

import "iter"

func pull(seq iter.Seq[int]) (func() (int, bool), func()) { return iter.Pull(seq) }
