def main():
    load()
    with pool():
        connect(1)
        run()
        close()


main()
