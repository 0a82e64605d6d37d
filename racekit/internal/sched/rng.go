package sched

// A Rand is a stream of random numbers: SplitMix64 (Steele, Lea, Flood,
// OOPSLA 2014). One word of state, so it is cheap to copy into a record.
type Rand struct{ state uint64 }

// Seed starts the stream anew.
func (r *Rand) Seed(seed uint64) { r.state = seed }

// Next returns the next 64 random bits.
func (r *Rand) Next() uint64 {
	r.state += 0x9e3779b97f4a7c15
	return mix(r.state)
}

// N returns a random number in [0, n); n must be positive.
func (r *Rand) N(n uint32) uint32 {
	return uint32((r.Next() >> 32) * uint64(n) >> 32)
}

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
