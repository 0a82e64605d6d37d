package firstresponse

// A replica answers a query.
type replica func() int

func first(replicas []replica) int {
	answers := make(chan int)
	for _, query := range replicas {
		go func() { answers <- query() }()
	}
	return <-answers
}
