package firstresponse

func firstOfOne(replicas []replica) int {
	answers := make(chan int, 1)
	for _, query := range replicas {
		go func() { answers <- query() }()
	}
	return <-answers
}

func firstIfAsked(replicas []replica) int {
	answers := make(chan int)
	for _, query := range replicas {
		go func() {
			select {
			case answers <- query():
			default:
			}
		}()
	}
	return <-answers
}
