package namedresult

func pass(value int, start func(func()), log func(int)) (result int) {
	result = value
	logged := result
	start(func() { log(logged) })
	return 2 * value
}
